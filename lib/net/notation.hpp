#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "net/fault_plan.hpp"
#include "net/run.hpp"

/// How times, probabilities and faults are written, in options and scenario files. Each reader
/// takes a whole text and throws InputError, saying what the text should look like, if it is
/// anything else. One direction of a pair is written "0>1", or "0-to-1", which no shell takes for a
/// redirection.
namespace conclave::net {

/// "10s", "500ms", "2min", "1.5s", "20us"; below zero only where `negative` allows it.
Duration read_duration(std::string_view text, bool negative = false);
/// "0.3", "30%": 0..1.
double read_probability(std::string_view text);
/// "1ms..10ms"; "5ms" is a range of one.
std::pair<Duration, Duration> read_delay(std::string_view text);
/// "1s..3s": from its begin until its end, which is later.
Span read_span(std::string_view text);
/// "0>1@1s..3s", or "0>1" for the whole run.
Cut read_cut(std::string_view text);
/// "0,1/2,3,4@1s..3s", or without dates for the whole run.
Partition read_partition(std::string_view text);
/// "0>1:20ms..20ms", "*>1:5ms@1s..3s": '*' is any process.
LinkDelay read_link_delay(std::string_view text);
/// "0>1:0.5", "0>*:10%@1s..3s".
LinkChance read_link_chance(std::string_view text);
/// "Victory@6:1", "Victory@6>2:3", "Victory@*:all@1s..3s".
Drop read_drop(std::string_view text);
/// "3@2s", "leader@2s"; of a crash also "3@2s+1send", "3@2s+2puts".
Action read_action(Action::Kind kind, std::string_view text);
/// "3@1s..2s": the two actions, pause and resume.
std::pair<Action, Action> read_pause(std::string_view text);
/// "3:+5ms,-20ppm", either part alone too.
std::pair<ProcessId, LocalClock> read_skew(std::string_view text);

/// An exact time in the notation that read_duration takes: "1500ms".
std::string write(Duration duration);
/// The options that describe this plan's faults, as one would type them.
std::vector<std::string> write(FaultPlan const& plan);

}  // namespace conclave::net
