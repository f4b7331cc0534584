#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "council/archive.hpp"
#include "council/closing.hpp"
#include "council/letters.hpp"
#include "council/membership.hpp"
#include "council/narrator.hpp"
#include "council/subscriptions.hpp"
#include "net/run.hpp"

namespace conclave::council {

/// The ranks' own agreement, beside the algorithm under study: who reports, when the story is over,
/// and with which status all end. It stands up to the death or the standstill of any ranks, at any
/// moment.
///
/// Every rank sends bulletins to the two collectors, a piece of its history in each; the collectors
/// send orders to all. A new collector gets every history from the start, those of the dead from
/// whoever still holds them.
///
/// Like the algorithms it has no clock and no network: letters and time come in, letters go out.
/// They are to be carried without loss and in order, or not at all any more.
///
/// Its parts: Membership knows who is there and who collects, Archive holds the histories,
/// Narrator tells them, Closing knows when which phase of the end has come, Subscriptions what
/// each collector has got. The council itself reads and writes the letters.
class Council {
public:
    struct Settings {
        int rank{0};
        int ranks{1};
        std::uint32_t per_rank{1};
        Duration silence_max{
            std::chrono::milliseconds{1500}};  ///< of a collector, before it is replaced
        Narrator::Listener listener{};
    };

    /// The plan must outlive the council.
    Council(Settings settings, net::RunPlan const& plan);
    Council(Council const&) = delete;
    Council& operator=(Council const&) = delete;
    ~Council() = default;

    // What comes in.

    void receive(Time now, int from, BytesView letter);
    /// The process of this rank is gone, for certain.
    void died(Time now, int rank) { members_.died(rank, now); }
    /// Somebody wants the run to end.
    void interrupt() { interrupted_ = true; }
    /// To be called when due() comes, and sooner where there is news. `own` is this rank's summary
    /// by now.
    void advance_to(Time now, RankSummary own);
    /// The answer to must_report(): the status with which all are to end.
    void conclude(Time now, int status);
    /// This rank's history, to be continued by whoever watches its processes.
    [[nodiscard]] std::vector<Event>& events() { return archive_.events(settings_.rank); }

    // What goes out.

    /// Calls take(int to, Letter letter) for each letter that is to be sent.
    template <class Take>
    void drain(Take&& take) {
        for (auto& [to, letter] : std::exchange(letters_, {})) take(to, std::move(letter));
    }
    [[nodiscard]] Time due() const { return due_; }
    [[nodiscard]] Phase phase() const { return closing_.phase(); }
    /// This rank is to make the report, from outcome(), and to say so by conclude().
    [[nodiscard]] bool must_report() const { return must_report_; }
    [[nodiscard]] net::Outcome outcome() const;
    /// Everything is said and done.
    [[nodiscard]] bool over() const { return over_; }
    [[nodiscard]] int status() const { return closing_.ending().status; }
    /// Whether all ranks end together, so that they can call MPI_Finalize.
    [[nodiscard]] bool orderly() const { return closing_.ending().orderly; }
    /// Ranks that are there, but did not answer at the end: somebody should end them.
    [[nodiscard]] std::vector<int> left_behind() const;
    [[nodiscard]] Membership const& members() const { return members_; }

private:
    void upon(Time now, int from, Order order);
    void upon(Time now, int from, Bulletin bulletin);
    void upon(Time, int, std::monostate) {}  // a letter that makes no sense
    void send_bulletins();
    void send_bulletin(int to);
    void send_orders(Time now);
    void send_order(int to);

    void bury_the_dead();
    /// When it died, or the last time that it is known to have lived.
    [[nodiscard]] Time time_of_death(int rank) const;
    /// When the plan had this rank killed, if it was by now.
    [[nodiscard]] std::optional<Time> killed_by_plan(int rank) const;

    void report_if_due(Time now);
    /// Tells what no rank that is there can add to any more.
    void tell(Time now);
    [[nodiscard]] bool present(int rank, Time now) const {
        return members_.present(rank, now, settings_.silence_max);
    }
    [[nodiscard]] bool collecting() const { return members_.collects(settings_.rank); }
    [[nodiscard]] bool reporting() const { return members_.reporter() == settings_.rank; }

    Settings settings_;
    net::RunPlan const& plan_;
    Duration period_;
    Membership members_;
    Archive archive_;
    Narrator narrator_;
    Closing closing_;
    Subscriptions subscriptions_;
    std::vector<std::pair<int, Letter>> letters_;
    bool interrupted_{false};
    bool must_report_{false};
    bool over_{false};
    Time now_{};
    Time due_{};
    Time reminder_due_{};
};

}  // namespace conclave::council
