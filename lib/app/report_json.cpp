#include <fmt/format.h>

#include "app/report.hpp"
#include "app/report_parts.hpp"

namespace conclave::app {
namespace {

/// What a program computed.
struct ShowValue {
    Json operator()(auto const& value) const { return value; }
    Json operator()(std::vector<check::Spell> const& spells) const {
        Json all = Json::array();
        for (check::Spell const& spell : spells)
            all.push_back({{"who", spell.who},
                           {"from_us", microseconds(spell.begin.time_since_epoch())},
                           {"for_us", microseconds(spell.length)}});
        return all;
    }
};

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

/// What each fault of the plan hit.
Json plan_of(Report const& report) {
    Json plan = Json::array();
    for (FaultReport const& fault : report.faults) {
        Json one{{"fault", fault.fault},
                 {"effect", fault.effect},
                 {fault.of_messages ? "messages" : "struck", fault.struck}};
        if (!fault.of_messages) {
            Json processes = Json::array();
            for (ProcessId p : fault.processes) processes.push_back(index(p));
            one["processes"] = processes;
        }
        plan.push_back(std::move(one));
    }
    return plan;
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
    for (auto const& [name, value] : report.result) result[name] = std::visit(ShowValue{}, value);
    Json faults = json_of(report.outcome.faults);
    faults["garbled"] = report.outcome.traffic.garbled();
    faults["crashes"] = report.crashes;
    faults["recoveries"] = report.recoveries;
    faults["plan"] = plan_of(report);
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
        {"options", json_of(report.options)},
        {"verdict", check::name_of(report.verdict())},
        {"properties", properties_of(report)},
        {"messages", traffic_of(report, Layer::algorithm)},
        {"broadcasts", broadcasts_of(report)},
        {"support", traffic_of(report, Layer::support)},
        {"detectors", traffic_of(report, Layer::detector)},
        {"links", traffic_of(report, Layer::link)},
        {"theory", theory_of(report)},
        {"latency", json_of(report.latency)},
        {"faults", faults},
        {"result", result},
        {"end", name_of(report.outcome.end)},
        {"ended_at_us", report.outcome.ended_at.time_since_epoch().count() / 1000},
        {"missing", missing},
        {"clocks", clocks},
        {"files", files},
        {"history_hash",
         report.history_hash ? Json(fmt::format("{:016x}", *report.history_hash)) : Json(nullptr)},
        {"repeat", report.repeat}};
    return print(document);
}

}  // namespace conclave::app
