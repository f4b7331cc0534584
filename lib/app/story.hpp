#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/gatherer.hpp"
#include "app/network_changes.hpp"
#include "app/selection.hpp"
#include "app/stamper.hpp"
#include "app/story_line.hpp"
#include "app/teller.hpp"
#include "app/terminal.hpp"
#include "core/context.hpp"
#include "net/run.hpp"

namespace conclave::app {

/// Tells a run to people, one line an event: what befalls processes and the network, and what the
/// processes do. What one of them does to several others at once is one line, unless each has its
/// own stamp. Messages that are lost below what is told are counted after a quiet time.
class Story final : public Teller {
public:
    struct Options {
        Look look{};
        Stamps stamps{Stamps::none};
        Selection selection{};
        /// Those of any process of the run, to name what links carry.
        std::vector<ChannelState> channels{};
    };

    Story(net::RunPlan const& plan, Options options, Print print);

    void tell(Event const& event) override;
    void told_before(Event const& event) override;
    void pass_over(Event const& event) override;
    void reach(Time until, bool by_another, std::uint64_t lost) override;
    void finish(Time ended_at) override;

private:
    [[nodiscard]] std::string stamp(Event const& event);
    void tell_changes(Time until);
    void tell_gathered();
    /// Where there is a quiet time before this.
    void tell_losses_by(Time at);
    void tell_losses();
    /// Those until then are counted, or not of this story.
    void count_from(Time at);
    void print_line(Time at, std::string const& line);

    Options options_;
    Print print_;
    StoryLine line_;
    std::unique_ptr<Stamper> stamper_;  // null: no stamps
    NetworkStory network_;
    Gatherer gathered_;
    Time last_line_{};              // when that happened which the last line is about
    std::uint64_t lost_told_{0};    // messages whose loss is an event of the story
    std::uint64_t lost_untold_{0};  // the others
    std::uint64_t counted_{0};      // of those, the ones that a line has counted
    Time counted_until_{};
};

}  // namespace conclave::app
