// SPDX-License-Identifier: Apache-2.0
// How a lost record is told from one that was never promised. A group is written to the end of the
// file and, as a copy, into the older slot, then both are synced by one fsync. After a crash:
//
//   records torn, slot whole   the group is restored from the slot
//   records whole, slot torn   the group is there; the other slot is behind, which is no loss
//   both torn                  the fsync did not return, so nobody saw the votes: cut
//   anything else              the file lost what it had promised to keep: amnesia
//
// A group too large for a slot is synced first, and its slot after it, by a second fsync.
#include "storage/vote_journal.h"

#include <array>
#include <utility>

#include "core/check.h"
#include "storage/journal_format.h"

namespace heng::storage {
namespace {

using journal::Position;
using journal::Slot;

std::uint64_t SlotOffset(std::uint64_t generation) {
  return journal::kSlotStart + (generation % 2) * journal::kSlotBytes;
}

// Writes a journal that holds `records` and is durable under `name` when this returns.
Result<std::unique_ptr<File>, Status> WriteNew(Directory& directory,
                                               const std::string& name,
                                               const Position& before_first,
                                               const Position& last,
                                               ByteView records,
                                               const Bytes& last_record) {
  const std::string temporary = name + ".new";
  HENG_TRY(std::unique_ptr<File> file, directory.Create(temporary));
  HENG_CHECK_OK(file->Write(0, journal::EncodeHeader(before_first)));
  for (std::uint64_t generation = 0; generation < 2; ++generation) {
    const Slot slot{.generation = generation, .high_water = last, .copy = last_record};
    HENG_CHECK_OK(file->Write(SlotOffset(generation), journal::EncodeSlot(slot)));
  }
  // The record region begins at its place even while it is empty.
  HENG_CHECK_OK(file->Truncate(journal::kRecordStart));
  HENG_CHECK_OK(file->Write(journal::kRecordStart, records));
  HENG_CHECK_OK(file->Sync());
  HENG_CHECK_OK(directory.Rename(temporary, name));
  HENG_CHECK_OK(directory.Sync());
  return file;
}

// Everything that reads as a record, from the front.
struct Readable {
  std::vector<JournalRecord> records;
  std::vector<Position> positions;     // after each record
  std::vector<std::uint64_t> offsets;  // of each record
  std::uint64_t end = journal::kRecordStart;

  [[nodiscard]] Position Last(const Position& before_first) const {
    return positions.empty() ? before_first : positions.back();
  }
};

Result<Readable, Status> ReadRecords(const File& file, const Position& before_first) {
  Readable readable;
  Position last = before_first;
  while (true) {
    HENG_TRY(const Bytes header, file.Read(readable.end, journal::kRecordHeaderBytes));
    const auto size = journal::PayloadSize(header);
    if (!size) {
      return readable;
    }
    HENG_TRY(const Bytes record, file.Read(readable.end, journal::kRecordHeaderBytes + *size));
    const auto position = journal::CheckRecord(record, last);
    if (!position) {
      return readable;
    }
    last = *position;
    readable.records.push_back(
        {.seq = last.seq, .payload = record.substr(journal::kRecordHeaderBytes)});
    readable.positions.push_back(last);
    readable.offsets.push_back(readable.end);
    readable.end += record.size();
  }
}

// The records of a slot's copy that follow `last`, when they lead exactly to the high water.
std::optional<Bytes> RestoredRecords(const Slot& slot, const Position& last) {
  ByteView rest = slot.copy;
  Position position = last;
  Bytes restored;
  while (!rest.empty()) {
    const auto size = journal::PayloadSize(rest);
    if (!size || journal::kRecordHeaderBytes + *size > rest.size()) {
      return std::nullopt;
    }
    const ByteView record = rest.substr(0, journal::kRecordHeaderBytes + *size);
    rest.remove_prefix(record.size());
    if (ReadBe64(record.substr(8)) <= last.seq) {
      continue;
    }
    const auto next = journal::CheckRecord(record, position);
    if (!next) {
      return std::nullopt;
    }
    position = *next;
    restored.append(record);
  }
  return position == slot.high_water ? std::optional(std::move(restored)) : std::nullopt;
}

using Slots = std::array<std::optional<Slot>, 2>;

Result<Slots, Status> ReadSlots(const File& file) {
  Slots slots;
  for (std::uint64_t place = 0; place < 2; ++place) {
    HENG_TRY(const Bytes bytes, file.Read(SlotOffset(place), journal::kSlotBytes));
    slots[place] = journal::DecodeSlot(bytes);
    if (slots[place] && slots[place]->generation % 2 != place) {
      slots[place].reset();
    }
  }
  return slots;
}

// The slot of the larger generation, or null when neither can be read.
const Slot* Newest(const Slots& slots) {
  if (!slots[0] || (slots[1] && slots[1]->generation > slots[0]->generation)) {
    return slots[1] ? &*slots[1] : nullptr;
  }
  return &*slots[0];
}

// What the slots saw must be what the file holds. Says what is not so.
std::optional<std::string> Contradiction(const Slots& slots,
                                         const Position& before_first,
                                         const Readable& readable) {
  const std::uint64_t last = before_first.seq + readable.positions.size();
  for (const auto& slot : slots) {
    if (!slot) {
      continue;
    }
    const Position& water = slot->high_water;
    if (water.seq < before_first.seq || water.seq > last) {
      return "the vote journal holds records " + std::to_string(before_first.seq + 1) + " to " +
             std::to_string(last) + ", but had promised to keep record " +
             std::to_string(water.seq);
    }
    const bool at_base = water.seq == before_first.seq;
    if (water != (at_base ? before_first : readable.positions[water.seq - before_first.seq - 1])) {
      return "record " + std::to_string(water.seq) +
             " of the vote journal is not the one that was written there";
    }
  }
  return std::nullopt;
}

VoteJournal::Opened Amnesia(Readable readable, std::string reason) {
  return {.journal = nullptr,
          .records = std::move(readable.records),
          .bytes_cut = 0,
          .records_restored = 0,
          .damage = {},
          .amnesia = std::move(reason)};
}

}  // namespace

struct VoteJournal::State {
  State(Directory& in, std::string called, std::unique_ptr<File> opened)
      : directory(in), name(std::move(called)), file(std::move(opened)) {}

  Directory& directory;
  std::string name;
  std::unique_ptr<File> file;
  Position before_first;
  Position last;     // appended
  Position durable;  // synced
  std::uint64_t generation = 1;
  std::uint64_t end = journal::kRecordStart;  // of the durable records
  std::vector<std::uint64_t> offsets;         // of each record kept, appended ones too
  Bytes pending;                              // the group that the next Sync writes
  bool failed = false;

  [[nodiscard]] Result<void, Status> WriteSlot(Bytes copy) {
    const Slot slot{.generation = generation + 1, .high_water = last, .copy = std::move(copy)};
    HENG_CHECK_OK(file->Write(SlotOffset(slot.generation), journal::EncodeSlot(slot)));
    generation = slot.generation;
    return {};
  }

  [[nodiscard]] Result<void, Status> WriteGroup() {
    HENG_CHECK_OK(file->Write(end, pending));
    if (pending.size() > journal::kSlotCopyMax) {
      HENG_CHECK_OK(file->Sync());
      HENG_CHECK_OK(WriteSlot(Bytes()));
    } else {
      HENG_CHECK_OK(WriteSlot(pending));
    }
    return file->Sync();
  }

  // The bytes of the last record, for a slot, when they fit.
  [[nodiscard]] Result<Bytes, Status> LastRecord() const {
    if (offsets.empty() || end - offsets.back() > journal::kSlotCopyMax) {
      return Bytes();
    }
    return file->Read(offsets.back(), static_cast<std::size_t>(end - offsets.back()));
  }

  // Removes what is past the records and makes durable those that the slots do not know yet: they
  // were perhaps in the cache only, and are about to be taken for promises.
  [[nodiscard]] Result<std::uint64_t, Status> CutTail(const Position& high_water) {
    const std::uint64_t cut = file->Size() - end;
    if (cut == 0 && last == high_water) {
      return cut;
    }
    HENG_CHECK_OK(file->Truncate(end));
    HENG_CHECK_OK(file->Sync());
    HENG_TRY(Bytes copy, LastRecord());
    HENG_CHECK_OK(WriteSlot(std::move(copy)));
    HENG_CHECK_OK(file->Sync());
    return cut;
  }
};

VoteJournal::VoteJournal(std::unique_ptr<State> state) : state_(std::move(state)) {}

VoteJournal::~VoteJournal() = default;

Result<std::unique_ptr<VoteJournal>, Status> VoteJournal::Create(Directory& directory,
                                                                 std::string name) {
  if (directory.Exists(name)) {
    return Fail(StatusCode::kInvalid,
                "there is a vote journal '" + name +
                    "' already; a new one would forget its votes. Move it away only together "
                    "with the key that voted");
  }
  HENG_TRY(std::unique_ptr<File> file,
           WriteNew(directory, name, Position(), Position(), Bytes(), Bytes()));
  return std::unique_ptr<VoteJournal>(
      new VoteJournal(std::make_unique<State>(directory, std::move(name), std::move(file))));
}

Result<VoteJournal::Opened, Status> VoteJournal::Open(Directory& directory, std::string name) {
  if (!directory.Exists(name)) {
    return Amnesia({}, "there is no vote journal '" + name + "'");
  }
  HENG_TRY(std::unique_ptr<File> file, directory.Open(name));
  HENG_TRY(const Bytes header, file->Read(0, journal::kSlotStart));
  const auto before_first = journal::DecodeHeader(header);
  if (!before_first) {
    return Amnesia({}, "the header of the vote journal, bytes 0 to 51, is unreadable");
  }
  HENG_TRY(Readable readable, ReadRecords(*file, *before_first));
  HENG_TRY(const Slots slots, ReadSlots(*file));
  const Slot* newest = Newest(slots);
  if (newest == nullptr) {
    return Amnesia(std::move(readable), "both high-water slots of the vote journal are unreadable");
  }

  Opened opened;
  for (std::uint64_t parity = 0; parity < slots.size(); ++parity) {
    if (!slots[parity]) {
      opened.damage.push_back("the high-water slot at byte " + std::to_string(SlotOffset(parity)) +
                              " of the vote journal is unreadable; the other one counts");
    }
  }
  const Position last = readable.Last(*before_first);
  if (last.seq < newest->high_water.seq) {
    const auto restored = RestoredRecords(*newest, last);
    if (!restored) {
      return Amnesia(std::move(readable),
                     "record " + std::to_string(last.seq + 1) + " at byte " +
                         std::to_string(readable.end) +
                         " is unreadable, and the journal had promised to keep records up to " +
                         std::to_string(newest->high_water.seq));
    }
    opened.records_restored = newest->high_water.seq - last.seq;
    opened.damage.push_back(
        "record " + std::to_string(last.seq + 1) + " at byte " + std::to_string(readable.end) +
        " of the vote journal is unreadable; it and those after it, up to " +
        std::to_string(newest->high_water.seq) + ", were restored from the slot's copy");
    HENG_CHECK_OK(file->Truncate(readable.end));
    HENG_CHECK_OK(file->Write(readable.end, *restored));
    HENG_CHECK_OK(file->Sync());
    HENG_TRY(readable, ReadRecords(*file, *before_first));
  }
  if (auto reason = Contradiction(slots, *before_first, readable)) {
    return Amnesia(std::move(readable), *std::move(reason));
  }

  auto state = std::make_unique<State>(directory, std::move(name), std::move(file));
  state->before_first = *before_first;
  state->last = readable.Last(*before_first);
  state->durable = state->last;
  state->generation = newest->generation;
  state->end = readable.end;
  state->offsets = std::move(readable.offsets);
  HENG_TRY(opened.bytes_cut, state->CutTail(newest->high_water));
  opened.records = std::move(readable.records);
  opened.journal.reset(new VoteJournal(std::move(state)));
  return opened;
}

std::uint64_t VoteJournal::Append(ByteView payload) {
  HENG_ASSERT(payload.size() <= kJournalPayloadBytesMax);
  state_->offsets.push_back(state_->end + state_->pending.size());
  state_->last = journal::AppendRecord(state_->pending, state_->last, payload);
  return state_->last.seq;
}

Result<void, Status> VoteJournal::Sync() {
  if (state_->failed) {
    return Fail(StatusCode::kIo,
                "the vote journal failed before and must not be used again in this process");
  }
  if (state_->pending.empty()) {
    return {};
  }
  if (auto written = state_->WriteGroup(); !written) {
    state_->failed = true;
    return written;
  }
  state_->end += state_->pending.size();
  state_->pending.clear();
  state_->durable = state_->last;
  return {};
}

std::uint64_t VoteJournal::last_seq() const {
  return state_->last.seq;
}
std::uint64_t VoteJournal::durable_seq() const {
  return state_->durable.seq;
}
std::uint64_t VoteJournal::first_seq() const {
  return state_->before_first.seq + 1;
}
std::uint64_t VoteJournal::size_bytes() const {
  return state_->end + state_->pending.size() - journal::kRecordStart;
}

Result<void, Status> VoteJournal::PruneBelow(std::uint64_t seq) {
  State& state = *state_;
  if (state.failed || seq > state.durable.seq + 1) {
    return Fail(
        StatusCode::kInvalid,
        "the vote journal cannot forget records below " + std::to_string(seq) +
            (state.failed ? std::string(": it failed before")
                          : ": its last durable one is " + std::to_string(state.durable.seq)));
  }
  HENG_ASSERT(state.pending.empty());
  if (seq <= first_seq()) {
    return {};
  }
  const std::size_t dropped = static_cast<std::size_t>(seq - first_seq());
  Position before_first = state.durable;
  Bytes records;
  if (dropped < state.offsets.size()) {
    const std::uint64_t start = state.offsets[dropped];
    HENG_TRY(records, state.file->Read(start, static_cast<std::size_t>(state.end - start)));
    // A record names the hash of the one before it.
    before_first = {.seq = seq - 1,
                    .hash = Hash::FromBytes(ByteView(records).substr(16, Hash::kSize))};
  }
  HENG_TRY(const Bytes last_record, state.LastRecord());
  auto file =
      WriteNew(state.directory, state.name, before_first, state.durable, records, last_record);
  if (!file) {
    state.failed = true;  // which of the two files has the name is not known
    return std::unexpected(std::move(file).error());
  }
  state.file = *std::move(file);
  state.before_first = before_first;
  state.generation = 1;
  state.end = journal::kRecordStart + records.size();
  const std::uint64_t shift =
      dropped < state.offsets.size() ? state.offsets[dropped] - journal::kRecordStart : 0;
  state.offsets.erase(state.offsets.begin(),
                      state.offsets.begin() + static_cast<std::ptrdiff_t>(dropped));
  for (std::uint64_t& offset : state.offsets) {
    offset -= shift;
  }
  return {};
}

}  // namespace heng::storage
