// SPDX-License-Identifier: Apache-2.0
// Records as they were: a KvReader of one committed height. At the head it reads the newest values
// and shows index keys too; below, it reads the history, which has records only.
#pragma once

#include <memory>

#include "core/height.h"
#include "core/kv.h"
#include "storage/kv_store.h"

namespace heng::storage {

// The value of a record right after `height`; nothing when it was not there.
[[nodiscard]] std::optional<Bytes> RecordAt(const KvView& view, ByteView key, Height height);

// `view` must be of one moment, at or after the commit of `height`.
[[nodiscard]] std::unique_ptr<KvReader> ReaderOfHead(std::shared_ptr<const KvView> view);
[[nodiscard]] std::unique_ptr<KvReader> ReaderOfHeight(std::shared_ptr<const KvView> view,
                                                       Height height);

// A row of the history: what a block wrote.
[[nodiscard]] Bytes HistoryValue(const std::optional<Bytes>& value);

}  // namespace heng::storage
