#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <iterator>
#include <string>

namespace conclave {

/// The name of a process: 0 .. n-1, totally ordered. Written `p3` in every text for people.
enum class ProcessId : std::uint32_t {};

constexpr std::uint32_t index(ProcessId p) { return static_cast<std::uint32_t>(p); }
constexpr ProcessId process(std::size_t i) { return static_cast<ProcessId>(i); }
inline std::string to_string(ProcessId p) { return 'p' + std::to_string(index(p)); }

/// A run of consecutive process ids [first, last), in rising order, perhaps without one of them.
/// Costs nothing to hold or to copy.
class ProcessRange {
public:
    class Iterator {
    public:
        using value_type = ProcessId;
        using difference_type = std::ptrdiff_t;
        constexpr Iterator() = default;
        constexpr Iterator(std::uint32_t i, std::uint32_t hole) : i_{i}, hole_{hole} { skip(); }
        constexpr ProcessId operator*() const { return ProcessId{i_}; }
        constexpr Iterator& operator++() {
            ++i_;
            skip();
            return *this;
        }
        constexpr Iterator operator++(int) {
            Iterator const before = *this;
            ++*this;
            return before;
        }
        constexpr bool operator==(Iterator const&) const = default;

    private:
        constexpr void skip() { i_ += i_ == hole_ ? 1 : 0; }
        std::uint32_t i_{0};
        std::uint32_t hole_{nobody};
    };

    constexpr ProcessRange(std::uint32_t first, std::uint32_t last)
        : first_{first}, last_{last < first ? first : last} {}

    /// The same but for p, which is in it.
    [[nodiscard]] constexpr ProcessRange without(ProcessId p) const {
        ProcessRange rest = *this;
        rest.hole_ = index(p);
        return rest;
    }

    [[nodiscard]] constexpr Iterator begin() const { return {first_, hole_}; }
    [[nodiscard]] constexpr Iterator end() const { return {last_, hole_}; }
    [[nodiscard]] constexpr std::uint32_t size() const {
        return last_ - first_ - (hole_ == nobody ? 0 : 1);
    }
    [[nodiscard]] constexpr bool empty() const { return size() == 0; }
    [[nodiscard]] constexpr bool contains(ProcessId p) const {
        return first_ <= index(p) && index(p) < last_ && index(p) != hole_;
    }

private:
    static constexpr std::uint32_t nobody = UINT32_MAX;

    std::uint32_t first_;
    std::uint32_t last_;
    std::uint32_t hole_{nobody};
};

}  // namespace conclave
