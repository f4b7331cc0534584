#pragma once

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "check/measures.hpp"
#include "net/fault_model.hpp"

/// What the reports of a run and of a sweep have in common.
namespace conclave::app {

using Json = nlohmann::ordered_json;

/// In microseconds, as all times in JSON are.
double microseconds(Duration duration);
/// Counts without a decimal point.
Json number(double value);
/// The options that were given, as Command::given has them.
Json json_of(std::map<std::string, std::vector<std::string>> const& options);
/// null without samples.
Json json_of(check::Latency const& latency);
Json json_of(net::FaultCounts const& counts);
/// The whole result, whatever bytes are in its texts.
std::string print(Json const& document);

/// "2 crashes, 14 lost", without what did not happen; "none".
std::string counts(std::vector<std::pair<std::uint64_t, std::string_view>> const& all);

}  // namespace conclave::app
