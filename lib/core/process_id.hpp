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

/// A run of consecutive process ids [first, last), in rising order. Costs nothing to hold or to
/// copy.
class ProcessRange {
public:
    class Iterator {
    public:
        using value_type = ProcessId;
        using difference_type = std::ptrdiff_t;
        constexpr Iterator() = default;
        constexpr explicit Iterator(std::uint32_t i) : i_{i} {}
        constexpr ProcessId operator*() const { return ProcessId{i_}; }
        constexpr Iterator& operator++() {
            ++i_;
            return *this;
        }
        constexpr Iterator operator++(int) { return Iterator{i_++}; }
        constexpr bool operator==(Iterator const&) const = default;

    private:
        std::uint32_t i_{0};
    };

    constexpr ProcessRange(std::uint32_t first, std::uint32_t last)
        : first_{first}, last_{last < first ? first : last} {}

    [[nodiscard]] constexpr Iterator begin() const { return Iterator{first_}; }
    [[nodiscard]] constexpr Iterator end() const { return Iterator{last_}; }
    [[nodiscard]] constexpr std::uint32_t size() const { return last_ - first_; }
    [[nodiscard]] constexpr bool empty() const { return first_ == last_; }
    [[nodiscard]] constexpr bool contains(ProcessId p) const {
        return first_ <= index(p) && index(p) < last_;
    }

private:
    std::uint32_t first_;
    std::uint32_t last_;
};

}  // namespace conclave
