#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "core/wire.hpp"
#include "mpi/archive.hpp"
#include "mpi/membership.hpp"
#include "mpi/story.hpp"
#include "net/run.hpp"

namespace conclave::mpi {

/// How far a run has come, the same for all ranks but for the time that the news takes.
enum class Phase : std::uint8_t {
    running,
    finishing,  ///< the processes stand still, the collectors gather what is missing
    reporting,  ///< the reporter is busy with the report
    leaving,    ///< the status is known
};

/// The ranks' own agreement, beside the algorithm under study: who reports, when the story is over,
/// and with which status all end. It stands up to the death or the standstill of any ranks, at any
/// moment.
///
/// Every rank sends bulletins to the two collectors (see Membership), a piece of its history in
/// each; the collectors send orders to all. A new collector gets every history from the start,
/// those of the dead from whoever still holds them.
///
/// Like the algorithms it has no clock and no network: letters and time come in, letters go out.
/// MPI carries them without loss and in order, or not at all any more.
class Council {
public:
    struct Settings {
        int rank{0};
        int ranks{1};
        std::uint32_t per_rank{1};
        Duration silence_max{
            std::chrono::milliseconds{1500}};  ///< of a collector, before it is replaced
        Story::Show show{};
        Story::Show told_before{};
    };

    /// The plan must outlive the council.
    Council(Settings settings, net::RunPlan const& plan);

    // What comes in.

    void receive(Time now, int from, BytesView letter);
    /// The process of this rank is gone, for certain.
    void died(Time now, int rank) { members_.died(rank, now); }
    /// Somebody wants the run to end.
    void interrupt() { interrupted_ = true; }
    /// To be called when due() comes, and sooner where there is news. `own` is this rank's summary
    /// by now.
    void advance_to(Time now, Summary own);
    /// The answer to must_report(): the status with which all are to end.
    void conclude(Time now, int status);
    /// This rank's history, to be continued by whoever watches its processes.
    [[nodiscard]] std::vector<Event>& events() { return archive_.events(settings_.rank); }

    // What goes out.

    /// Calls take(int to, Content letter) for each letter that is to be sent.
    template <class Take>
    void drain(Take&& take) {
        for (auto& [to, letter] : std::exchange(letters_, {})) take(to, std::move(letter));
    }
    [[nodiscard]] Time due() const { return due_; }
    [[nodiscard]] Phase phase() const { return order_.phase; }
    /// This rank is to make the report, from outcome(), and to say so by conclude().
    [[nodiscard]] bool must_report() const { return must_report_; }
    [[nodiscard]] net::Outcome outcome() const;
    /// Everything is said and done.
    [[nodiscard]] bool over() const { return over_; }
    [[nodiscard]] int status() const { return order_.status; }
    /// Whether all ranks end together, so that they can call MPI_Finalize.
    [[nodiscard]] bool orderly() const { return order_.orderly; }
    /// Ranks that are there, but did not answer at the end: somebody should end them.
    [[nodiscard]] std::vector<int> left_behind() const;
    [[nodiscard]] Membership const& members() const { return members_; }

private:
    using Content = std::vector<std::byte>;

    /// What a collector tells all ranks.
    struct Order {
        View view{};
        Phase phase{Phase::running};
        net::Outcome::End end{};
        Time ended_at{};
        int status{0};
        bool orderly{false};
        std::vector<std::uint8_t> left_behind{};  // by rank
        Time told{};                              // the story up to there
        std::vector<std::uint64_t> have{};        // by rank: how many events it holds
    };
    /// What a rank tells the collectors.
    struct Bulletin {
        View view{};
        bool interrupted{false};
        bool leaving{false};  // this is its last one
        std::vector<Installment> installments{};
    };
    enum class Kind : std::uint8_t { order, bulletin };
    /// What this rank has sent to a collector.
    struct Cursor {
        bool open{false};                 // it has told us what it has
        std::vector<std::uint64_t> next;  // by rank: the event to send next
    };

    template <class Letter>
    void post(int to, Kind kind, Letter const& letter);
    void upon(Time now, int from, Order order);
    void upon(Time now, int from, Bulletin bulletin);
    void send_bulletins();
    void send_bulletin(int to);
    void send_orders(Time now);
    void send_order(int to);

    void report_if_due(Time now);
    void tell(Time now);
    void enter(Phase phase, Time now);
    void bury_the_dead();
    /// When it died, or the last time that it is known to have lived.
    [[nodiscard]] Time time_of_death(int rank) const;
    /// When the plan had this rank killed, if it was by now.
    [[nodiscard]] std::optional<Time> killed_by_plan(int rank) const;
    [[nodiscard]] bool story_over(Time now) const;
    [[nodiscard]] bool all_final(Time now) const;
    [[nodiscard]] bool all_left(Time now) const;
    [[nodiscard]] bool present(int rank, Time now) const;
    [[nodiscard]] Duration patience() const;
    [[nodiscard]] bool collecting() const { return members_.collects(settings_.rank); }
    [[nodiscard]] bool reporting() const { return members_.reporter() == settings_.rank; }

    Settings settings_;
    net::RunPlan const& plan_;
    Time last_change_;
    Duration period_;
    Membership members_;
    Archive archive_;
    Story story_;
    Order order_;                     // the latest state of the run
    std::vector<Cursor> cursors_;     // by rank
    std::vector<std::uint8_t> left_;  // by rank: its last bulletin has come
    std::vector<std::pair<int, Content>> letters_;
    bool interrupted_{false};
    bool must_report_{false};
    bool over_{false};
    Time now_{};
    Time phase_began_{};
    Time due_{};
    Time reminder_due_{};
};

}  // namespace conclave::mpi
