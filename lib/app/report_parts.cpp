#include "app/report_parts.hpp"

#include <fmt/format.h>

namespace conclave::app {

double microseconds(Duration duration) { return static_cast<double>(duration.count()) / 1e3; }

Json number(double value) {
    auto const whole = static_cast<std::int64_t>(value);
    if (static_cast<double>(whole) == value) return whole;
    return value;
}

Json json_of(std::map<std::string, std::vector<std::string>> const& options) {
    Json all = Json::object();
    for (auto const& [name, values] : options) {
        auto const key = name.substr(2);
        if (values.size() == 1)
            all[key] = values[0].empty() ? Json(true) : Json(values[0]);
        else
            all[key] = values;
    }
    return all;
}

Json json_of(check::Latency const& latency) {
    if (latency.samples.empty()) return nullptr;
    auto const us = [&](double share) { return microseconds(latency.quantile(share)); };
    return {{"what", latency.what}, {"unit", "us"},    {"min", us(0)},
            {"median", us(0.5)},    {"p99", us(0.99)}, {"max", us(1)}};
}

Json json_of(net::FaultCounts const& counts) {
    return {{"lost", counts.lost},
            {"duplicated", counts.duplicated},
            {"delayed", counts.delayed},
            {"refused", counts.refused}};
}

std::string print(Json const& document) {
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

std::string counts(std::vector<std::pair<std::uint64_t, std::string_view>> const& all) {
    std::string line;
    for (auto const& [count, what] : all)
        if (count > 0) line += fmt::format("{}{} {}", line.empty() ? "" : ", ", count, what);
    return line.empty() ? "none" : line;
}

}  // namespace conclave::app
