// SPDX-License-Identifier: Apache-2.0
#include "node/disk_scrub.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

#include "consensus/durable_state.h"
#include "consensus/messages/certificate.h"
#include "consensus/messages/proposal.h"
#include "contracts/state/records/chain.h"
#include "contracts/state/view.h"
#include "core/crypto/signature.h"
#include "node/driver/config.h"
#include "node/driver/payload_log.h"
#include "storage/memory_file.h"
#include "storage/posix_file.h"
#include "storage/rocks_kv.h"
#include "storage/state_store.h"
#include "storage/vote_journal.h"

namespace heng::node {
namespace {

constexpr std::size_t kStepRows = 10'000;
constexpr std::uint64_t kMib = 1 << 20;

std::unexpected<Status> Wrong(const BlockHeader& header, const std::string& what) {
  return Fail(StatusCode::kCorrupt, "block " + std::to_string(header.height.value()) + ": " + what);
}

Result<void, Status> CheckEvidence(const contracts::Chain& chain,
                                   const consensus::ValidatorSet& validators,
                                   const BlockHeader& header,
                                   const BlockId& id,
                                   ByteView proposal_bytes,
                                   ByteView certificate_bytes) {
  if (header.height == Height(0)) {
    return {};
  }
  const auto proposal = Decode<consensus::Proposal>(proposal_bytes);
  if (!proposal || proposal->height != header.height || proposal->time != header.time ||
      proposal->transaction_root != header.transaction_root ||
      proposal->parent_block_id != header.parent) {
    return Wrong(header,
                 "its proposal is not the one of its header" +
                     (proposal ? std::string() : ": " + proposal.error().context));
  }
  if (certificate_bytes.empty()) {
    return {};
  }
  const auto certificate = Decode<consensus::Certificate>(certificate_bytes);
  if (!certificate || certificate->type != consensus::VoteType::kFinalize ||
      certificate->block_id != id || certificate->pid != consensus::IdOf(*proposal) ||
      !consensus::IsWellFormed(*certificate, validators)) {
    return Wrong(header, "its certificate is not one of this block and its proposal");
  }
  const Bytes signed_bytes =
      consensus::SignedBytes(chain.id, validators.hash(), certificate->content());
  std::size_t next = 0;
  for (const consensus::ValidatorIndex signer : consensus::SignersOf(*certificate)) {
    const Validator& validator = validators.at(signer);
    if (!Verify(validator.vote_key, signed_bytes, certificate->signatures[next++])) {
      return Wrong(header, "the signature of " + validator.name + " in its certificate is wrong");
    }
  }
  return {};
}

// A file of the data directory as it is; nothing when it is not there.
Result<std::optional<Bytes>, Status> FileOf(storage::Directory& directory,
                                            const std::string& name) {
  if (!directory.Exists(name)) {
    return std::nullopt;
  }
  HENG_TRY(const auto file, directory.Open(name));
  HENG_TRY(Bytes content, file->Read(0, static_cast<std::size_t>(file->Size())));
  return content;
}

// Opening a journal may mend it, so it is a copy that is opened.
Result<void, Status> CopyFiles(const Config& config,
                               const DriverConfig& names,
                               storage::MemoryDirectory& copies) {
  HENG_TRY(const auto directory, storage::PosixDirectory::At(config.node.data_dir));
  for (const std::string& name : {names.journal_name, names.payload_log_name}) {
    HENG_TRY(auto content, FileOf(*directory, name));
    if (content) {
      HENG_CHECK_OK(copies.Create(name));
      copies.Overwrite(name, *std::move(content));
    }
  }
  return {};
}

Result<void, Status> CheckFiles(const Config& config,
                                const std::function<void(const std::string&)>& damage) {
  const DriverConfig names;
  storage::MemoryDirectory copies;
  HENG_CHECK_OK(CopyFiles(config, names, copies));
  HENG_TRY(const auto journal, storage::VoteJournal::Open(copies, names.journal_name));
  for (const std::string& what : journal.damage) {
    damage(what);
  }
  if (journal.amnesia) {
    damage("the vote journal: " + *journal.amnesia);
  }
  for (const storage::JournalRecord& record : journal.records) {
    if (const auto decoded = consensus::DecodeRecord(record.payload); !decoded) {
      damage("record " + std::to_string(record.seq) +
             " of the vote journal: " + decoded.error().context);
    }
  }
  HENG_TRY(const PayloadLog log, PayloadLog::Open(copies, names.payload_log_name));
  if (const auto found = log.Damage()) {
    damage(*found);
  }
  return {};
}

}  // namespace

Result<storage::ChainScrub::EvidenceCheck, Status> EvidenceCheckFor(const KvReader& head) {
  auto chain = contracts::ReaderView(head).Find<contracts::Chain>();
  if (!chain) {
    return Fail(StatusCode::kCorrupt, "the state has no chain record");
  }
  HENG_TRY(consensus::ValidatorSet validators, consensus::ValidatorSet::Create(chain->validators));
  // Shared because the function that holds them must be copyable.
  auto known = std::make_shared<const std::pair<contracts::Chain, consensus::ValidatorSet>>(
      *std::move(chain), std::move(validators));
  return
      [known](
          const BlockHeader& header, const BlockId& id, ByteView proposal, ByteView certificate) {
        return CheckEvidence(known->first, known->second, header, id, proposal, certificate);
      };
}

Result<ScrubbedDisk, Status> ScrubDisk(const Config& config, const ScrubReports& reports) {
  const std::string place = config.node.data_dir + "/db";
  if (!std::filesystem::exists(place + "/CURRENT")) {
    return Fail(StatusCode::kNotFound, "there is no database in " + place);
  }
  HENG_TRY(const auto database,
           storage::RocksKv::Open(place,
                                  {.block_cache_bytes = config.storage.block_cache_mib * kMib,
                                   .write_buffer_bytes = config.storage.write_buffer_mib * kMib}));
  HENG_TRY(const auto store, storage::StateStore::Open(*database));
  ScrubbedDisk checked;
  const auto damage = [&](const std::string& what) {
    ++checked.damages;
    reports.damage(what);
  };
  HENG_CHECK_OK(CheckFiles(config, damage));
  const storage::LayerPtr head = store->head();
  if (head == nullptr) {
    return checked;
  }
  checked.head = head->height();
  HENG_TRY(auto evidence, EvidenceCheckFor(*head));
  storage::ChainScrub scrub(Height(0), std::move(evidence), damage);
  const std::shared_ptr<const storage::KvView> view = database->Snapshot();
  while (scrub.Step(view, checked.head, kStepRows)) {
    reports.progress(scrub.height(), checked.head, scrub.rows());
  }
  checked.rows = scrub.rows();
  return checked;
}

}  // namespace heng::node
