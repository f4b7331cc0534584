#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "app/report.hpp"

namespace conclave::app {
namespace {

using Json = nlohmann::ordered_json;

double microseconds(Duration duration) { return static_cast<double>(duration.count()) / 1e3; }

/// Counts without a decimal point.
Json number(double value) {
    auto const whole = static_cast<std::int64_t>(value);
    if (static_cast<double>(whole) == value) return whole;
    return value;
}

Json options_of(Report const& report) {
    Json options = Json::object();
    for (auto const& [name, values] : report.options) {
        auto const key = name.substr(2);
        if (values.size() == 1)
            options[key] = values[0].empty() ? Json(true) : Json(values[0]);
        else
            options[key] = values;
    }
    return options;
}

Json properties_of(Report const& report) {
    Json properties = Json::array();
    for (auto const& j : report.judgements) {
        auto const verdict = j.finding.verdict();
        Json property{{"id", j.id},
                      {"name", j.name},
                      {"verdict", check::name_of(verdict)},
                      {"premises", j.finding.premises()},
                      {"witness", nullptr}};
        if (!j.finding.witness().empty()) property["witness"] = j.finding.witness();
        if (verdict != check::Verdict::violated && verdict != check::Verdict::holds)
            property["reason"] = j.finding.reason();
        properties.push_back(std::move(property));
    }
    return properties;
}

/// The messages of one layer: {"total", "bytes", "by_kind"}.
Json traffic_of(Report const& report, Layer layer) {
    std::uint64_t total = 0;
    std::uint64_t bytes = 0;
    Json by_kind = Json::object();
    for (auto const& [key, kind] : report.outcome.traffic.by_kind()) {
        if (kind.layer != layer) continue;
        total += kind.sent;
        bytes += kind.bytes;
        if (kind.broadcasts > 0) continue;  // see broadcasts_of
        by_kind[key.second] = kind.sent + by_kind.value(key.second, std::uint64_t{0});
    }
    return {{"total", total}, {"bytes", bytes}, {"by_kind", by_kind}};
}

/// What those that the run is about had broadcast: {"total", "by_kind"}.
Json broadcasts_of(Report const& report) {
    std::uint64_t total = 0;
    Json by_kind = Json::object();
    for (auto const& [key, kind] : report.outcome.traffic.by_kind()) {
        if (kind.broadcasts == 0 || kind.layer != Layer::algorithm) continue;
        total += kind.broadcasts;
        by_kind[key.second] = kind.broadcasts + by_kind.value(key.second, std::uint64_t{0});
    }
    return {{"total", total}, {"by_kind", by_kind}};
}

Json theory_of(Report const& report) {
    Json theory = Json::array();
    for (auto const& row : report.theory) {
        theory.push_back({{"what", row.what},
                          {"measured", number(row.measured)},
                          {"relation", row.relation},
                          {"expected", number(row.expected)},
                          {"formula", row.formula},
                          {"holds", row.applies() ? Json(row.holds()) : Json(nullptr)}});
        if (!row.applies()) theory.back()["does_not_apply"] = row.does_not_apply;
    }
    return theory;
}

Json latency_of(check::Latency const& latency) {
    if (latency.samples.empty()) return nullptr;
    auto const us = [&](double share) { return microseconds(latency.quantile(share)); };
    return {{"what", latency.what}, {"unit", "us"},    {"min", us(0)},
            {"median", us(0.5)},    {"p99", us(0.99)}, {"max", us(1)}};
}

char const* name_of(Mode mode) {
    switch (mode) {
        case Mode::run: return "run";
        case Mode::simulate: return "simulate";
        case Mode::sweep: return "sweep";
    }
    return "";
}

char const* name_of(net::Outcome::End end) {
    using enum net::Outcome::End;
    switch (end) {
        case story_over: return "story over";
        case time_limit: return "time limit";
        case interrupted: return "interrupted";
    }
    return "";
}

}  // namespace

std::string json(Report const& report) {
    Json result = Json::object();
    for (auto const& [name, value] : report.result)
        result[name] = std::visit([](auto const& v) { return Json(v); }, value);
    auto const& faults = report.outcome.faults;
    Json missing = Json::array();
    for (ProcessId p : ProcessRange{0, report.processes})
        if (auto const c = report.outcome.conditions[index(p)];
            c == net::Condition::dead || c == net::Condition::silent)
            missing.push_back(index(p));

    Json clocks = Json::array();
    for (auto const& clock : report.outcome.clocks)
        clocks.push_back({{"behind_us", microseconds(clock.behind)},
                          {"error_max_us", microseconds(clock.error_max)},
                          {"same_clock", clock.same_clock}});
    Json files = Json::array();
    for (File const& file : report.files) files.push_back(file.path);

    Json const document{
        {"program", report.program},
        {"mode", name_of(report.mode)},
        {"processes", report.processes},
        {"seed", report.seed},
        {"options", options_of(report)},
        {"verdict", check::name_of(report.verdict())},
        {"properties", properties_of(report)},
        {"messages", traffic_of(report, Layer::algorithm)},
        {"broadcasts", broadcasts_of(report)},
        {"support", traffic_of(report, Layer::support)},
        {"detectors", traffic_of(report, Layer::detector)},
        {"links", traffic_of(report, Layer::link)},
        {"theory", theory_of(report)},
        {"latency", latency_of(report.latency)},
        {"faults",
         {{"lost", faults.lost},
          {"duplicated", faults.duplicated},
          {"delayed", faults.delayed},
          {"refused", faults.refused},
          {"garbled", report.outcome.traffic.garbled()},
          {"crashes", report.crashes},
          {"recoveries", report.recoveries}}},
        {"result", result},
        {"end", name_of(report.outcome.end)},
        {"ended_at_us", report.outcome.ended_at.time_since_epoch().count() / 1000},
        {"missing", missing},
        {"clocks", clocks},
        {"files", files},
        {"history_hash",
         report.history_hash ? Json(fmt::format("{:016x}", *report.history_hash)) : Json(nullptr)},
        {"repeat", report.repeat}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace conclave::app
