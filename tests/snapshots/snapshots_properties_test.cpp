#include "snapshots/snapshots_properties.hpp"

#include <gtest/gtest.h>
#include <map>

#include "support/tale.hpp"
#include "support/verdicts.hpp"
#include "workloads/bank.hpp"

namespace conclave::test {
namespace {

using namespace std::chrono_literals;
using net::Condition;

/// Accounts; a message of the tale is `Transfer(text)`, its text the amount.
check::SnapshotRules rules(bool everywhere = true) {
    return {.messages = {"Transfer"},
            .everywhere = everywhere,
            .held = [](BytesView state) -> std::optional<Holdings> {
                auto const account = decode<Account>(state);
                if (!account) return std::nullopt;
                return holdings(*account);
            },
            .carried = [](BytesView body) -> std::optional<Holdings> {
                std::int64_t amount = 0;
                for (auto const byte : body.subspan(1)) {
                    if (byte < std::byte{'0'} || byte > std::byte{'9'}) return std::nullopt;
                    amount = 10 * amount + static_cast<int>(byte) - '0';
                }
                return Holdings{{"money", amount}};
            }};
}

check::Finding judged(Tale const& tale, std::string_view id, bool everywhere = true) {
    return tale.judged(check::snapshot(rules(everywhere)), id);
}

SnapshotId const first{process(0), 1};

RecordedMessage message(std::uint64_t number, std::string const& text) {
    RecordedMessage kept{.channel = {}, .number = number, .words = "Transfer(" + text + ")"};
    kept.body.push_back(std::byte{0});
    for (char const c : text) kept.body.push_back(static_cast<std::byte>(c));
    return kept;
}

/// Two accounts, and what they do with a snapshot p0#1.
class Told : public Tale {
public:
    explicit Told(std::uint32_t n = 2) : Tale{n} {
        for (Id p = 0; p < n; ++p) tell(p, "begins", Account{100});
    }
    Told& at(Duration time) {
        Tale::at(time);
        return *this;
    }
    Told& crash(Id p) {
        Tale::crash(p);
        return *this;
    }
    Told& recover(Id p) {
        Tale::recover(p);
        return *this;
    }
    template <class... Arguments>
    Told& tell(Id p, std::string_view name, Arguments const&... arguments) {
        indicate(p, name, std::tuple{arguments...});
        return *this;
    }
    Told& transfer(Id from, Id to, std::uint64_t number, std::string_view amount) {
        send(from, to, number, "Transfer", amount);
        return *this;
    }
    Told& arrive(Id to, Id from, std::uint64_t number, std::string_view amount) {
        receive(to, from, number, "Transfer", amount);
        return *this;
    }
    Told& start(SnapshotId id = first) {
        decide(static_cast<Id>(index(id.initiator)), "starts snapshot", std::tuple{id});
        return *this;
    }
    Told& record(Id p, std::int64_t balance, SnapshotId id = first) {
        tell(p, "recorded", id, AppState::of(Account{balance}));
        states_[{p, id}] = AppState::of(Account{balance});
        return *this;
    }
    /// With these messages in flight from this process.
    Told& complete(Id p, Id from = 0, std::vector<RecordedMessage> const& kept = {},
                   SnapshotId id = first) {
        LocalSnapshot local{.state = states_[{p, id}]};
        if (!kept.empty()) local.in_flight[process(from)] = kept;
        tell(p, "completed", id, local);
        return *this;
    }

private:
    std::map<std::pair<Id, SnapshotId>, AppState> states_;
};

/// p0 sends 5 before its cut, which p1 gets after its own: it crosses.
Told good_snapshot() {
    Told tale;
    tale.transfer(0, 1, 1, "7").arrive(1, 0, 1, "7").transfer(0, 1, 2, "5");
    tale.record(0, 88).record(1, 107).arrive(1, 0, 2, "5").transfer(0, 1, 3, "2");
    tale.complete(0).complete(1, 0, {message(2, "5")}).arrive(1, 0, 3, "2");
    return tale;
}

TEST(SnapshotChecks, SN1_SN2_SN3_SN4_HoldOfAGoodSnapshot) {
    auto const tale = good_snapshot();
    for (auto const* id : {"SN1", "SN2", "SN3", "SN4"}) EXPECT_TRUE(holds(judged(tale, id))) << id;
    EXPECT_EQ(judged(tale, "SN1").premises(), 2U);
    EXPECT_EQ(judged(tale, "SN2").premises(), 1U);
    EXPECT_EQ(judged(tale, "SN3").premises(), 1U);
    EXPECT_EQ(judged(tale, "SN4").premises(), 1U);
}

TEST(SnapshotChecks, SN1_SN2_SN3_SN4_SayNothingWithoutASnapshot) {
    Told tale;
    tale.transfer(0, 1, 1, "7").arrive(1, 0, 1, "7");
    for (auto const* id : {"SN1", "SN2", "SN3", "SN4"})
        EXPECT_TRUE(inconclusive(judged(tale, id), no_premise)) << id;
}

TEST(SnapshotChecks, SN1_IsViolatedByAProcessThatTakesNoPartOrDoesNotFinish) {
    Told none;
    none.record(0, 100).complete(0);
    EXPECT_TRUE(violated(judged(none, "SN1"), "p1 took no part in p0#1"));
    Told unfinished;
    unfinished.record(0, 100).complete(0).record(1, 100);
    EXPECT_TRUE(
        violated(judged(unfinished, "SN1"), "p1 recorded p0#1, but never completed its part"));
    unfinished.cut_off();
    EXPECT_TRUE(inconclusive(judged(unfinished, "SN1"), cut_short));
}

TEST(SnapshotChecks, SN1_IsPromisedOfEverySnapshotThatIsAskedFor) {
    auto tale = good_snapshot();
    tale.start(SnapshotId{process(0), 2});
    EXPECT_TRUE(violated(judged(tale, "SN1"), "p0 took no part in p0#2"));
    EXPECT_EQ(judged(tale, "SN1").premises(), 4U);
    EXPECT_TRUE(violated(judged(tale, "SN1", false), "p0 took no part in p0#2"));
    for (auto const* id : {"SN2", "SN3", "SN4"}) EXPECT_TRUE(holds(judged(tale, id))) << id;
    Told ended = good_snapshot();
    ended.crash(1).decide(0, "starts snapshot", std::tuple{SnapshotId{process(0), 2}});
    EXPECT_TRUE(not_promised(judged(ended, "SN1"), "it assumes that nobody crashes, but p1"));
}

TEST(SnapshotChecks, SN1_PromisesNothingWhereSomebodyCrashed) {
    Told tale;
    tale.record(0, 100).at(3ms).crash(1).at(4ms).complete(0);
    EXPECT_TRUE(
        not_promised(judged(tale, "SN1"), "p1 crashed at 3 ms; so p1 took no part in p0#1"));
    auto complete = good_snapshot();
    complete.crash(1);
    for (auto const* id : {"SN1", "SN2", "SN3", "SN4"})
        EXPECT_TRUE(holds(judged(complete, id))) << id;
}

TEST(SnapshotChecks, SN1_HoldsOfASnapshotThatIsCompletedAllTheSame) {
    Told tale;
    tale.record(0, 100).record(1, 100).complete(1).crash(1).recover(1).complete(0);
    EXPECT_TRUE(holds(judged(tale, "SN1")));
}

TEST(SnapshotChecks, SN2_SN3_SN4_ACrashExcusesNothingThatCameBeforeIt) {
    Told tale;
    tale.transfer(0, 1, 1, "7").record(1, 100).arrive(1, 0, 1, "7").record(0, 93);
    tale.complete(1).complete(0).at(9s).crash(1);
    for (auto const* id : {"SN3", "SN4"}) EXPECT_TRUE(violated(judged(tale, id), "")) << id;
    Told late;
    late.record(0, 100).transfer(0, 1, 1, "7").arrive(1, 0, 1, "7").record(1, 107);
    late.at(9s).crash(1);
    EXPECT_TRUE(violated(judged(late, "SN2"), "was received before the cut of p1 in p0#1"));
}

TEST(SnapshotChecks, SN4_WhatALaterLifeBeginsWithIsNotWhatThereWasAtFirst) {
    auto tale = good_snapshot();
    tale.crash(1).recover(1).tell(1, "begins", Account{100});
    for (auto const* id : {"SN1", "SN2", "SN3", "SN4"}) EXPECT_TRUE(holds(judged(tale, id))) << id;
}

TEST(SnapshotChecks, ACrashTakesNothingOfWhatTheOthersRecord) {
    Told tale;
    tale.record(0, 100).crash(0).record(1, 90).complete(1);
    tale.recover(0).record(0, 33).complete(0);
    check::History const history{tale.outcome()};
    auto const shown = check::snapshots(history);
    ASSERT_EQ(shown.size(), 1U);
    EXPECT_EQ(shown[0].completed_by(), std::vector{process(1)});
    EXPECT_EQ(shown[0].parts.at(process(0)).state.bytes, AppState::of(Account{100}).bytes)
        << "what it records in a later life is no part of the snapshot";
    auto const judged_parts = check::snapshots_before_crash(history);
    ASSERT_EQ(judged_parts.size(), 1U);
    EXPECT_EQ(judged_parts[0].parts.size(), 1U);
}

TEST(SnapshotChecks, SN1_IsPromisedToThoseWhomTheNewsReachesIfThatIsThePromise) {
    Told tale{3};
    tale.record(0, 100).complete(0).transfer(0, 1, 1, "5").arrive(1, 0, 1, "5");
    EXPECT_TRUE(violated(judged(tale, "SN1", false), "p1 took no part"));
    EXPECT_EQ(judged(tale, "SN1", false).premises(), 2U) << "nothing reached p2";
    EXPECT_TRUE(violated(judged(tale, "SN1", true), "took no part"));
}

TEST(SnapshotChecks, SN2_IsViolatedByAMessageFromTheFuture) {
    Told tale;
    tale.record(0, 100).transfer(0, 1, 1, "5").arrive(1, 0, 1, "5").record(1, 105);
    EXPECT_TRUE(violated(judged(tale, "SN2"),
                         "Transfer(5) #1 from p0 to p1 was received before the cut of p1 in p0#1 "
                         "and sent after the cut of p0 in p0#1"));
}

TEST(SnapshotChecks, SN2_IsOpenWhereTheSenderTookItsHistoryToTheGrave) {
    Told tale;
    tale.record(0, 100).arrive(1, 0, 1, "5").record(1, 105);
    EXPECT_TRUE(violated(judged(tale, "SN2"), "sent after"));
    tale.finds(0, Condition::silent);
    EXPECT_TRUE(inconclusive(judged(tale, "SN2"), "when it was sent is not known"));
}

/// p0's marker, sent before the 5, is overtaken by it.
TEST(SnapshotChecks, SN2_IsNotPromisedWhereChannelsThatAreAssumedToBeFifoAreNot) {
    Told tale;
    tale.at(1ms).record(0, 100).send(0, 1, 1, "Marker").Tale::at(2ms);
    tale.transfer(0, 1, 2, "5").at(3ms).arrive(1, 0, 2, "5");
    tale.at(4ms).receive(1, 0, 1, "Marker");
    tale.record(1, 105);
    auto fifo = rules();
    fifo.fifo = true;
    EXPECT_TRUE(has(tale.judged(check::snapshot(fifo), "SN2"), check::Verdict::not_promised,
                    "it assumes FIFO channels, but Transfer(5) #2 from p0 to p1, sent at 2 ms, "
                    "overtook Marker(1) #1 from p0 to p1, sent at 1 ms, which arrived at 4 ms; so "
                    "Transfer(5) #2 from p0 to p1 was received before the cut of p1"));
    EXPECT_TRUE(violated(judged(tale, "SN2"), "sent after the cut of p0"));
}

TEST(SnapshotChecks, SN2_TheAlgorithmsOwnMessagesMayCrossAsTheyLike) {
    Told tale;
    tale.transfer(0, 1, 1, "5").arrive(1, 0, 1, "5");
    tale.record(0, 95).send(0, 1, 1, "Marker").receive(1, 0, 1, "Marker");
    tale.record(1, 105);
    EXPECT_TRUE(holds(judged(tale, "SN2")));
    EXPECT_EQ(judged(tale, "SN2").premises(), 1U);
}

/// p0 sends 5 before its cut, p1 receives it after; this is what p1 says was in flight.
Told says(std::vector<RecordedMessage> const& kept) {
    Told tale;
    tale.transfer(0, 1, 1, "7").arrive(1, 0, 1, "7").transfer(0, 1, 2, "5");
    tale.record(0, 88).record(1, 107).transfer(0, 1, 3, "2");
    tale.arrive(1, 0, 2, "5").arrive(1, 0, 3, "2").complete(0).complete(1, 0, kept);
    return tale;
}

TEST(SnapshotChecks, SN3_IsViolatedByAForgottenMessage) {
    EXPECT_TRUE(violated(judged(says({}), "SN3"),
                         "Transfer(5) #2 crosses the cut, but is missing from the channel from p0 "
                         "to p1 in p0#1"));
}

TEST(SnapshotChecks, SN3_IsViolatedByAMessageThatDoesNotCross) {
    EXPECT_TRUE(violated(judged(says({message(1, "7"), message(2, "5")}), "SN3"),
                         "Transfer(7) #1 stands in the channel from p0 to p1 in p0#1, but does not "
                         "cross the cut"));
    EXPECT_TRUE(violated(judged(says({message(2, "5"), message(3, "2")}), "SN3"),
                         "Transfer(2) #3 stands in"));
}

TEST(SnapshotChecks, SN3_IsViolatedByOtherBytes) {
    EXPECT_TRUE(violated(judged(says({message(2, "6")}), "SN3"),
                         "Transfer(6) stands in the channel from p0 to p1 in p0#1 instead of "
                         "Transfer(5) #2"));
    auto empty = message(2, "5");
    empty.body.clear();
    EXPECT_TRUE(violated(judged(says({empty}), "SN3"), "instead of"));
}

TEST(SnapshotChecks, SN3_IsViolatedByAMessageTwiceOrFromNowhere) {
    EXPECT_TRUE(
        violated(judged(says({message(2, "5"), message(2, "5")}), "SN3"), "stands twice in"));
    EXPECT_TRUE(
        violated(judged(says({message(2, "5"), message(9, "1")}), "SN3"), "was never sent"));
    Told tale;  // on a channel that carried nothing at all
    tale.record(0, 100).record(1, 100).complete(1).complete(0, 1, {message(1, "3")});
    EXPECT_TRUE(violated(judged(tale, "SN3"), "from p1 to p0 in p0#1, but was never sent"));
}

/// p0 sends 5 and 2, both of which cross the cut; p1 receives and records them so.
Told crosses_twice(std::vector<std::uint64_t> const& received,
                   std::vector<std::uint64_t> const& kept) {
    std::map<std::uint64_t, std::string> const amounts{{1, "5"}, {2, "2"}};
    Told tale;
    tale.transfer(0, 1, 1, "5").transfer(0, 1, 2, "2").record(0, 93).record(1, 100);
    std::vector<RecordedMessage> messages;
    for (auto const number : received) tale.arrive(1, 0, number, amounts.at(number));
    for (auto const number : kept) messages.push_back(message(number, amounts.at(number)));
    tale.complete(0).complete(1, 0, messages);
    return tale;
}

TEST(SnapshotChecks, SN3_IsViolatedByAChannelInAnotherOrder) {
    EXPECT_TRUE(holds(judged(crosses_twice({1, 2}, {1, 2}), "SN3")));
    EXPECT_TRUE(violated(judged(crosses_twice({1, 2}, {2, 1}), "SN3"),
                         "Transfer(5) #1 stands after Transfer(2) #2 in the channel from p0 to p1 "
                         "in p0#1, but was sent before it"));
}

TEST(SnapshotChecks, SN3_PromisesNoOrderWhereTheChannelKeptNone) {
    EXPECT_TRUE(holds(judged(crosses_twice({2, 1}, {2, 1}), "SN3")));
    EXPECT_TRUE(holds(judged(crosses_twice({2, 1}, {1, 2}), "SN3")));
}

TEST(SnapshotChecks, SN3_IsJudgedForEachSnapshotByItself) {
    auto tale = good_snapshot();
    SnapshotId const second{process(1), 1};
    tale.record(1, 114, second).record(0, 86, second);
    tale.complete(0, 0, {}, second).complete(1, 0, {message(3, "2")}, second);
    EXPECT_TRUE(violated(judged(tale, "SN3"), "in p1#1, but does not cross"));
    EXPECT_TRUE(violated(judged(tale, "SN4"), "p1#1 shows money 202, at first 200"));
}

TEST(SnapshotChecks, SN3_LooksAtPartsThatAreComplete) {
    Told tale;
    tale.transfer(0, 1, 1, "5").record(0, 95).record(1, 100).arrive(1, 0, 1, "5").complete(1);
    EXPECT_TRUE(inconclusive(judged(tale, "SN3"), no_premise));
    EXPECT_TRUE(inconclusive(judged(tale, "SN4"), no_premise));
}

TEST(SnapshotChecks, SN3_TheDifferenceOfSentAndReceivedIsTheChannelToo) {
    Told tale;
    tale.transfer(0, 1, 1, "7").arrive(1, 0, 1, "7").transfer(0, 1, 2, "5");
    tale.record(0, 88).record(1, 107).arrive(1, 0, 2, "5");
    LocalSnapshot at_0{.state = AppState::of(Account{88})};
    at_0.sent[process(1)] = {message(1, "7"), message(2, "5")};
    LocalSnapshot at_1{.state = AppState::of(Account{107})};
    at_1.received[process(0)] = {{Channel{0}, 1}};
    tale.tell(0, "completed", first, at_0).tell(1, "completed", first, at_1);
    EXPECT_TRUE(holds(judged(tale, "SN3")));
    EXPECT_TRUE(holds(judged(tale, "SN4")));
}

TEST(SnapshotChecks, SN4_IsViolatedByMoneyThatIsLostOrMade) {
    EXPECT_TRUE(violated(judged(says({}), "SN4"), "p0#1 shows money 195, at first 200"));
    Told tale;
    tale.record(1, 100).tell(0, "recorded", first, AppState{});
    tale.complete(0).complete(1);
    EXPECT_TRUE(violated(judged(tale, "SN4"), "makes no sense"));
    EXPECT_TRUE(violated(judged(says({message(2, "x")}), "SN4"), "makes no sense"));
}

TEST(SnapshotChecks, SN4_IsOpenWhereTheBeginningIsNotKnown) {
    Tale tale{2};
    tale.indicate(0, "begins", std::tuple{Account{100}});
    for (Tale::Id p = 0; p < 2; ++p) {
        tale.indicate(p, "recorded", std::tuple{first, AppState::of(Account{100})});
        tale.indicate(p, "completed", std::tuple{first, LocalSnapshot{}});
    }
    EXPECT_TRUE(inconclusive(judged(tale, "SN4"), "at first is not known"));
}

TEST(SnapshotChecks, AreInTheOrderOfTheirFirstParts) {
    Told tale;
    SnapshotId const other{process(1), 1};
    tale.at(5ms).record(1, 100, other).record(0, 100).at(7ms).complete(0, 0, {}, other);
    tale.tell(0, "recorded", 7U).tell(0, "completed", 7U);  // of some other module
    tale.crash(1);
    tale.tell(0, "recorded", SnapshotId{process(0), 2}, AppState{});
    check::History const history{tale.outcome()};
    EXPECT_EQ(check::started_snapshots(history),
              (std::set{first, SnapshotId{process(0), 2}, other}));
    EXPECT_EQ(check::snapshots(history).size(), 3U);
    auto const all = check::snapshots_before_crash(history);
    ASSERT_EQ(all.size(), 2U) << "what comes after a crash is not judged";
    EXPECT_EQ(all[0].id, other);
    EXPECT_EQ(all[0].parts.size(), 1U) << "nothing is complete that was not recorded";
    EXPECT_FALSE(all[0].complete(2));
}

TEST(SnapshotChecks, TheTimeIsFromTheStartToTheLastCompletion) {
    Told tale;
    tale.at(10ms).record(0, 100).at(12ms).record(1, 100).at(15ms).complete(1);
    tale.at(40ms).complete(0).at(50ms).record(1, 100, {process(1), 1});
    auto const latency = check::snapshot_time(check::History{tale.outcome()});
    EXPECT_EQ(latency.samples, std::vector<Duration>{30ms});
}

}  // namespace
}  // namespace conclave::test
