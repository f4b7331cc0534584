#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "core/wire.hpp"

namespace conclave {

template <class Entry>
class Log;

/// The place of an entry in a log: 1, 2, 3 ...
using LogIndex = std::uint64_t;

/// A process's stable storage: values under keys, and logs (see Log). What it puts here survives
/// its crash, and can be read at once.
///
/// A put has happened when the handler that made it has ended, before anything that the handler
/// sent leaves the process: all that a handler puts costs one sync of the disk. Where the process
/// crashes in the middle of a handler, the puts before that point have happened, and none after it.
/// A put that was cut off has not happened at all, and a batch is one put. A crash point that waits
/// for puts counts every put, erase, append, truncation and batch of the process, whichever module
/// makes it.
///
/// Storage that cannot be written throws InputError at the end of the handler.
class Storage {
public:
    class Batch;

    Storage() = default;
    Storage(Storage const&) = delete;
    Storage& operator=(Storage const&) = delete;
    virtual ~Storage() = default;

    void put(std::string_view key, BytesView value);
    [[nodiscard]] std::optional<Bytes> get(std::string_view key) const;
    void erase(std::string_view key);

    template <class T>
    void store(std::string_view key, T const& value) {
        auto const bytes = encode(value);
        put(key, view(bytes));
    }
    /// The stored value; nothing if there is none, or if its bytes are not a T.
    template <class T>
    [[nodiscard]] std::optional<T> load(std::string_view key) const {
        auto const bytes = get(key);
        return bytes ? decode<T>(view(*bytes)) : std::nullopt;
    }

    /// Several changes as one put, to keys and to logs.
    [[nodiscard]] Batch batch();

protected:
    /// One change of what is stored. `name` is that of the key, or of the log.
    struct Change {
        enum class Kind : std::uint8_t { put, erase, append, truncate_after, drop_before };
        Kind kind{};
        std::string name{};
        LogIndex index{0};  // of a truncation
        Bytes value{};
    };

    /// Takes down one put, for the next flush. Storage that lives in memory alone has no need to.
    virtual void take_down(std::span<Change const> changes) { static_cast<void>(changes); }
    /// Brings onto the disk what was taken down since the last flush: all of it or nothing.
    virtual void flush() {}

    /// Ends a handler: from now on all that it put has happened. Costs nothing if it put nothing.
    void sync() {
        if (!unsynced_) return;
        flush();
        unsynced_ = false;
    }
    /// False for a change that makes no sense, which is then not done.
    [[nodiscard]] bool apply(Change change);
    /// Changes that lead to what is stored now, from nothing.
    template <class Visit>
    void each_change(Visit const& visit) const;

private:
    friend class Context;
    friend class Process;
    template <class Entry>
    friend class Log;

    /// The entries `first`, `first` + 1 ... of a log.
    struct Entries {
        [[nodiscard]] LogIndex last() const { return first + entries.size() - 1; }

        LogIndex first{1};
        std::deque<Bytes> entries{};
    };

    void commit(std::span<Change> changes);
    [[nodiscard]] Entries const& entries(std::string_view log) const;

    std::map<std::string, Bytes, std::less<>> values_;
    std::map<std::string, Entries, std::less<>> logs_;
    std::function<void()> after_put_;  // the Context's
    bool unsynced_{false};
};

/// A log on stable storage: entries are appended at its end, and have the indices 1, 2, 3 ... A
/// conflicting suffix can be truncated, and a beginning dropped that is no longer needed (because a
/// snapshot stands for it). Entry is what a message's field may be. The log is empty when its name
/// is new; two logs, and a log and a key, never meet.
///
/// A member of its module, like a Timer: `Log<Entry> log_{ctx.storage(), "log"};`
template <class Entry>
class Log {
public:
    Log(Storage& storage, std::string name) : storage_{storage}, name_{std::move(name)} {}

    /// The index that the entry got.
    LogIndex append(Entry const& entry) {
        change(Change::Kind::append, 0, encode(entry));
        return last();
    }
    /// The entry of this index; nothing outside first() .. last(), or if it is not an Entry.
    [[nodiscard]] std::optional<Entry> read(LogIndex index) const {
        if (index < first() || index > last()) return std::nullopt;
        return decode<Entry>(view(stored().entries[index - first()]));
    }
    /// The index of the first entry that is kept, or would be: 1 in a new log.
    [[nodiscard]] LogIndex first() const { return stored().first; }
    /// The index of the last entry; first() - 1 if there is none.
    [[nodiscard]] LogIndex last() const { return stored().last(); }
    [[nodiscard]] bool empty() const { return stored().entries.empty(); }

    /// Takes back the entries behind this one; the next append gets `index` + 1. Nothing to do if
    /// there are none. `index` >= first() - 1: what was dropped cannot be taken back.
    void truncate_after(LogIndex index) { change(Change::Kind::truncate_after, index, {}); }
    /// Forgets the entries before this one, which becomes the first. Where the log does not reach
    /// so far it is empty afterwards, and the next append gets `index`.
    void drop_before(LogIndex index) { change(Change::Kind::drop_before, index, {}); }

    [[nodiscard]] std::string const& name() const { return name_; }

private:
    using Change = Storage::Change;

    void change(Change::Kind kind, LogIndex index, Bytes value) {
        Change change{kind, name_, index, std::move(value)};
        storage_.commit({&change, 1});
    }
    [[nodiscard]] Storage::Entries const& stored() const { return storage_.entries(name_); }

    Storage& storage_;
    std::string name_;
};

/// Several changes that are one put: after a crash all of them are there, or none.
///
///     auto batch = ctx.storage().batch();
///     batch.store("term", term);
///     batch.truncate_after(log_, conflict - 1);
///     batch.append(log_, entry);
///     batch.commit();
///
/// Nothing is to be seen of them before commit(); without it they never happen.
class [[nodiscard]] Storage::Batch {
public:
    explicit Batch(Storage& storage) : storage_{storage} {}
    Batch(Batch const&) = delete;
    Batch& operator=(Batch const&) = delete;
    ~Batch() = default;

    template <class T>
    void store(std::string_view key, T const& value) {
        add(Change::Kind::put, key, 0, encode(value));
    }
    void put(std::string_view key, BytesView value) {
        add(Change::Kind::put, key, 0, to_bytes(value));
    }
    void erase(std::string_view key) { add(Change::Kind::erase, key, 0, {}); }

    template <class Entry>
    void append(Log<Entry> const& log, std::type_identity_t<Entry> const& entry) {
        add(Change::Kind::append, log.name(), 0, encode(entry));
    }
    template <class Entry>
    void truncate_after(Log<Entry> const& log, LogIndex index) {
        add(Change::Kind::truncate_after, log.name(), index, {});
    }
    template <class Entry>
    void drop_before(Log<Entry> const& log, LogIndex index) {
        add(Change::Kind::drop_before, log.name(), index, {});
    }

    /// Puts them, in their order. The batch is empty afterwards; an empty one is no put.
    void commit() {
        if (changes_.empty()) return;
        auto changes = std::exchange(changes_, {});
        storage_.commit(changes);
    }

private:
    void add(Change::Kind kind, std::string_view name, LogIndex index, Bytes value) {
        changes_.push_back({kind, std::string{name}, index, std::move(value)});
    }

    Storage& storage_;
    std::vector<Change> changes_;
};

inline Storage::Batch Storage::batch() { return Batch{*this}; }

template <class Visit>
void Storage::each_change(Visit const& visit) const {
    for (auto const& [key, value] : values_) visit(Change{Change::Kind::put, key, 0, value});
    for (auto const& [log, stored] : logs_) {
        visit(Change{Change::Kind::drop_before, log, stored.first, {}});
        for (Bytes const& entry : stored.entries)
            visit(Change{Change::Kind::append, log, 0, entry});
    }
}

/// Storage that survives the logical crash of a process, not the death of the program: the
/// simulator's.
class MemoryStorage final : public Storage {};

}  // namespace conclave
