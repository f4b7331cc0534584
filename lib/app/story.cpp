#include "app/story.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>
#include <utility>

#include "app/message_words.hpp"
#include "app/process_names.hpp"

namespace conclave::app {
namespace {

using namespace std::chrono_literals;

constexpr Duration quiet = 100ms;  // nothing was told for so long: time for what is counted
constexpr Duration busy_max = 1s;  // in a story without a quiet time it is told so often

}  // namespace

Story::Story(net::RunPlan const& plan, Options options, Print print)
    : options_{std::move(options)},
      print_{std::move(print)},
      line_{plan.processes, options_.look},
      stamper_{make_stamper(options_.stamps, plan.processes)},
      network_{plan.faults} {}

void Story::tell(Event const& event) {
    if (event.kind == Event::Kind::lost) ++lost_told_;
    auto const its_stamp = stamp(event);
    tell_changes(event.time);
    if (!options_.selection.shows(event)) return;
    tell_losses_by(event.time);
    auto words = message_words(event, options_.channels);
    if (!gathered_.takes(event)) tell_gathered();
    last_line_ = std::max(last_line_, event.time);
    if (!stamper_ && gathered_.takes(event)) return gathered_.add(event, std::move(words));
    auto const text = to_string(event, to_string(event.peer), words);
    print_line(event.time, line_.of(event, text, its_stamp));
}

void Story::told_before(Event const& event) {
    if (event.kind == Event::Kind::lost) ++lost_told_;
    static_cast<void>(stamp(event));
}

void Story::pass_over(Event const& event) {
    tell_changes(event.time);  // what is lost from then on is counted apart
    if (event.kind == Event::Kind::lost && options_.selection.shows(event)) ++lost_untold_;
}

void Story::reach(Time until, bool by_another, std::uint64_t lost) {
    // Nobody counts apart what some processes alone have lost.
    if (options_.selection.only.empty() && until <= options_.selection.to)
        lost_untold_ = lost - std::min(lost, lost_told_);
    if (by_another) static_cast<void>(network_.take(until));
    if (by_another || until < options_.selection.from) return count_from(until);
    tell_changes(until);
    tell_gathered();
}

void Story::finish(Time ended_at) {
    tell_changes(ended_at);
    tell_gathered();
    tell_losses();
}

std::string Story::stamp(Event const& event) {
    return stamper_ ? stamper_->stamp(event) : std::string{};
}

void Story::tell_changes(Time until) {
    for (NetworkChange const& change : network_.take(until)) {
        if (!options_.selection.shows(change.at)) continue;
        tell_gathered();
        tell_losses_by(change.at);
        print_line(change.at, line_.of_all(change.at, "# " + change.words, Paint::red));
    }
}

void Story::tell_gathered() {
    for (Gatherer::Group const& group : gathered_.take()) {
        auto const peers = names_of(group.peers);
        bool const told = group.first.kind == Event::Kind::indication;
        auto const words = told ? group.words + ' ' + peers : group.words;
        print_line(group.first.time,
                   line_.of(group.first, to_string(group.first, peers, words), {}));
    }
}

void Story::tell_losses_by(Time at) {
    if (at - last_line_ < quiet && at - counted_until_ < busy_max) return;
    tell_gathered();
    tell_losses();
    count_from(at);
}

void Story::tell_losses() {
    auto const lost = lost_untold_ - counted_;
    if (lost == 0) return;
    auto const since = counted_until_ == Time{}
                           ? std::string{"so far"}
                           : "since " + to_string(counted_until_.time_since_epoch());
    auto const words = fmt::format("· {} {} lost {}", grouped(static_cast<double>(lost)),
                                   lost == 1 ? "message" : "messages", since);
    print_(line_.of_all({}, words, Paint::dim));
}

void Story::count_from(Time at) {
    counted_ = lost_untold_;
    counted_until_ = at;
}

void Story::print_line(Time at, std::string const& line) {
    last_line_ = std::max(last_line_, at);
    print_(line);
}

}  // namespace conclave::app
