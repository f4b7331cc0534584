#pragma once

#include <cstdint>
#include <vector>

#include "check/measures.hpp"
#include "check/property.hpp"
#include "links/link_tower.hpp"
#include "net/run.hpp"

namespace conclave::check {

/// The properties of the links below the algorithm, judged on the algorithm's sends and receives.
/// A message is named by (from, to, channel, number). The infinite ones are read on a finite run
/// as follows.

/// FLL1..3. FLL1: of any `tries` messages in a row from p to q that were sent after `since`, one
/// is delivered. Choose tries such that the loss of so many in a row is beyond chance.
std::vector<Property> fair_loss_link(std::uint64_t tries, Time since);

/// What "infinitely often" is in a finite run.
inline constexpr std::uint64_t stubborn_deliveries = 3;

/// SL1..2. SL1: a message is delivered so often within `horizon` of its sending, or of `since`
/// where that is later. Choose a horizon in which fewer deliveries are beyond chance.
std::vector<Property> stubborn_link(Duration horizon, Time since);

/// PL1..3.
std::vector<Property> perfect_link();

/// The same of the book's own link, which forgets in a crash what it has delivered.
std::vector<Property> eliminate_duplicates();

/// FPL1..4.
std::vector<Property> fifo_perfect_link();

/// From the sending of each of the algorithm's messages to its first delivery at another process.
Latency sending_to_delivery(History const& history);

/// The algorithm's messages, those to oneself included.
struct LineCounts {
    std::int64_t sent{0};
    std::int64_t delivered{0};
};
LineCounts sent_and_delivered(History const& history);

/// How often a Messenger's line over this link is delivered, and for that transmitted.
std::vector<TheoryRow> link_messages(LinkTower::Kind link, net::FaultPlan const& faults,
                                     History const& history, net::Outcome const& outcome);

}  // namespace conclave::check
