#pragma once

#include <vector>

#include "app/network_changes.hpp"
#include "app/selection.hpp"
#include "app/teller.hpp"
#include "core/context.hpp"
#include "net/run.hpp"

namespace conclave::app {

/// Tells a run to scripts (--trace json): each event one line, an object of JSON.
class EventLines final : public Teller {
public:
    /// `channels`: those of any process of the run.
    EventLines(net::RunPlan const& plan, Selection selection, std::vector<ChannelState> channels,
               Print print);

    void tell(Event const& event) override;
    void reach(Time until, bool by_another, std::uint64_t lost) override;
    void finish(Time ended_at) override { tell_changes(ended_at); }

private:
    void tell_changes(Time until);

    Selection selection_;
    std::vector<ChannelState> channels_;
    NetworkStory network_;
    Print print_;
};

}  // namespace conclave::app
