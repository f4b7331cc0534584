#include "clocks/matrix_clock.hpp"

#include <algorithm>

namespace conclave {

void MatrixClock::merge(MatrixClock const& other) {
    if (rows_.size() < other.rows_.size()) rows_.resize(other.rows_.size());
    for (std::size_t i = 0; i < other.rows_.size(); ++i) rows_[i].merge(other.rows_[i]);
}

void MatrixClock::receive(ProcessId self, ProcessId from, MatrixClock const& stamp, Time physical) {
    merge(stamp);
    own_row(self).merge(stamp.row(from));  // MC1
    tick(self, physical);
}

VectorClock& MatrixClock::own_row(ProcessId self) {
    if (rows_.size() <= index(self)) rows_.resize(index(self) + std::size_t{1});
    return rows_[index(self)];
}

std::uint64_t MatrixClock::known_to_all(ProcessId p) const {
    if (rows_.empty()) return 0;
    auto const least = [p](VectorClock const& row) { return row.at(p); };
    return std::ranges::min(rows_, {}, least).at(p);
}

bool MatrixClock::fits(MatrixClock const& other) const {
    return rows_.size() == other.rows_.size() &&
           std::ranges::equal(rows_, other.rows_,
                              [](auto const& row, auto const& others) { return row.fits(others); });
}

std::partial_ordering MatrixClock::operator<=>(MatrixClock const& other) const {
    auto order = std::partial_ordering::equivalent;
    auto const size = std::max(rows_.size(), other.rows_.size());
    for (std::size_t i = 0; i < size; ++i)
        order = order_of_both(order, row(process(i)) <=> other.row(process(i)));
    return order;
}

std::string to_string(MatrixClock const& clock) {
    std::string text;
    for (VectorClock const& row : clock.rows_) {
        auto const line = to_string(row);
        text += (text.empty() ? "[" : " | ") + line.substr(1, line.size() - 2);
    }
    return text + ']';
}

}  // namespace conclave
