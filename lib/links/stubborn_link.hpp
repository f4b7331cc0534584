#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/link.hpp"
#include "links/parcel.hpp"

namespace conclave {

/// Module       StubbornLink: implements Link, uses FairLossLink
/// Source       Cachin, Guerraoui, Rodrigues 2e, Module 2.2, Algorithm 2.1 (Retransmit Forever)
/// Assumes      a fair-loss link below; memory for every message ever sent
/// Properties   SL1 Stubborn delivery  if a correct p sends m to a correct q once, q delivers m
///                                     infinitely often
///              SL2 No creation        if q delivers m from p, then p sent m to q
/// Cost         1 message for each message ever sent, every `repeat_every`
class StubbornLink final : public Link {
public:
    StubbornLink(Context& ctx, Link& below, Duration repeat_every)
        : ctx_{ctx},
          port_{ctx, below, *this},
          repeat_every_{repeat_every},
          repeat_{ctx, "repeat", [this] { repeat(); }, layer} {}

    void send(ProcessId to, Packet const& packet) override;

private:
    struct Data {
        Parcel parcel{};
    };
    using Port = conclave::Port<Link, StubbornLink, Data>;
    friend Port;

    void upon(ProcessId from, Data const& data);
    void repeat();

    Context& ctx_;
    Port port_;
    Duration repeat_every_;
    Timer repeat_;
    std::vector<std::pair<ProcessId, Data>> sent_;  // all of them: stubborn links never learn
};

}  // namespace conclave
