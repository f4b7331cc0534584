#include "core/storage.hpp"

#include <algorithm>

namespace conclave {

void Storage::put(std::string_view key, BytesView value) {
    Change change{Change::Kind::put, std::string{key}, 0, to_bytes(value)};
    commit({&change, 1});
}

void Storage::erase(std::string_view key) {
    Change change{Change::Kind::erase, std::string{key}, 0, {}};
    commit({&change, 1});
}

std::optional<Bytes> Storage::get(std::string_view key) const {
    auto const found = values_.find(key);
    return found == values_.end() ? std::nullopt : std::optional{found->second};
}

Storage::Entries const& Storage::entries(std::string_view log) const {
    static Entries const none;
    auto const found = logs_.find(log);
    return found == logs_.end() ? none : found->second;
}

void Storage::commit(std::span<Change> changes) {
    take_down(changes);
    for (Change& change : changes)
        ENSURE(apply(std::move(change)), "what was dropped from a log cannot be taken back");
    unsynced_ = true;
    if (after_put_) after_put_();
}

bool Storage::apply(Change change) {
    auto const& [kind, name, index, value] = change;
    switch (kind) {
        case Change::Kind::put:
            values_.insert_or_assign(std::move(change.name), std::move(change.value));
            return true;
        case Change::Kind::erase: values_.erase(name); return true;
        case Change::Kind::append:
            logs_[name].entries.push_back(std::move(change.value));
            return true;
        case Change::Kind::truncate_after: {
            auto& [first, entries] = logs_[name];
            if (index < first - 1) return false;
            entries.resize(std::min<LogIndex>(entries.size(), index - (first - 1)));
            return true;
        }
        case Change::Kind::drop_before: {
            auto& [first, entries] = logs_[name];
            if (index <= first) return true;
            auto const dropped = std::min<LogIndex>(entries.size(), index - first);
            entries.erase(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(dropped));
            first = index;
            return true;
        }
    }
    return false;
}

}  // namespace conclave
