#pragma once

#include <concepts>
#include <iterator>
#include <limits>
#include <map>
#include <type_traits>
#include <utility>

namespace conclave {

/// Whether there is no key between these two. Numbers follow one another, and so do pairs by their
/// second half; of other keys that is not known.
template <class Key>
[[nodiscard]] constexpr bool follow(Key const& first, Key const& next) {
    if constexpr (std::integral<Key>)
        return first != std::numeric_limits<Key>::max() && first + 1 == next;
    else if constexpr (std::is_enum_v<Key>)
        return follow(static_cast<std::underlying_type_t<Key>>(first),
                      static_cast<std::underlying_type_t<Key>>(next));
    else if constexpr (requires { next.first, next.second; })
        return first.first == next.first && follow(first.second, next.second);
    else
        return false;
}

/// A set of keys of which those that follow one another take the memory of one.
template <class Key>
class KeySet {
public:
    /// False if it is there already.
    bool insert(Key const& key) {
        auto const after = runs_.upper_bound(key);
        auto const before = after == runs_.begin() ? runs_.end() : std::prev(after);
        if (before != runs_.end() && key <= before->second) return false;
        bool const ends_run = before != runs_.end() && follow(before->second, key);
        bool const begins_run = after != runs_.end() && follow(key, after->first);
        Key const last = begins_run ? after->second : key;
        if (begins_run) runs_.erase(after);
        if (ends_run)
            before->second = last;
        else
            runs_.emplace(key, last);
        return true;
    }
    [[nodiscard]] bool contains(Key const& key) const {
        auto const after = runs_.upper_bound(key);
        return after != runs_.begin() && key <= std::prev(after)->second;
    }
    /// How many rows of keys without a gap there are.
    [[nodiscard]] std::size_t runs() const { return runs_.size(); }

private:
    std::map<Key, Key> runs_;  // the first of each to its last
};

}  // namespace conclave
