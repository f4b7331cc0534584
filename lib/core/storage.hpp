#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/wire.hpp"

namespace conclave {

/// A process's stable storage: what it puts here survives its crash. A put has happened when the
/// call returns.
class Storage {
public:
    Storage() = default;
    Storage(Storage const&) = delete;
    Storage& operator=(Storage const&) = delete;
    virtual ~Storage() = default;

    virtual void put(std::string_view key, BytesView value) = 0;
    [[nodiscard]] virtual std::optional<Bytes> get(std::string_view key) const = 0;
    virtual void erase(std::string_view key) = 0;

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
};

/// Storage that survives the logical crash of a process, not the death of the program: the
/// simulator's.
class MemoryStorage final : public Storage {
public:
    void put(std::string_view key, BytesView value) override {
        values_.insert_or_assign(std::string{key}, to_bytes(value));
    }
    [[nodiscard]] std::optional<Bytes> get(std::string_view key) const override {
        auto const found = values_.find(key);
        return found == values_.end() ? std::nullopt : std::optional{found->second};
    }
    void erase(std::string_view key) override {
        if (auto const found = values_.find(key); found != values_.end()) values_.erase(found);
    }

private:
    std::map<std::string, Bytes, std::less<>> values_;
};

}  // namespace conclave
