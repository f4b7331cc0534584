#include "core/storage.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "support/correspondent.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;

TEST(MemoryStorage, KeepsValuesUntilTheyAreErased) {
    MemoryStorage storage;
    EXPECT_EQ(storage.get("a"), std::nullopt);
    storage.store("a", 5);
    storage.store("a", 6);
    EXPECT_EQ(storage.load<int>("a"), 6);
    EXPECT_EQ(storage.load<std::string>("a"), std::nullopt) << "the bytes are not of that type";
    storage.erase("a");
    storage.erase("a");
    EXPECT_EQ(storage.load<int>("a"), std::nullopt);
}

TEST(MemoryStorage, ShowsNothingOfABatchBeforeItIsCommitted) {
    MemoryStorage storage;
    storage.store("a", 1);
    storage.store("b", 2);
    auto batch = storage.batch();
    batch.store("a", 3);
    batch.erase("b");
    batch.put("c", view(encode(4)));
    EXPECT_EQ(storage.load<int>("a"), 1);
    EXPECT_EQ(storage.load<int>("b"), 2);
    batch.commit();
    EXPECT_EQ(storage.load<int>("a"), 3);
    EXPECT_EQ(storage.load<int>("b"), std::nullopt);
    EXPECT_EQ(storage.load<int>("c"), 4);
    storage.store("a", 5);
    batch.commit();
    EXPECT_EQ(storage.load<int>("a"), 5) << "it was empty";
    {
        auto dropped = storage.batch();
        dropped.store("a", 6);
    }
    EXPECT_EQ(storage.load<int>("a"), 5);
}

/// What a consensus algorithm keeps.
struct Command {
    std::uint64_t term{0};
    std::string text{};
    bool operator==(Command const&) const = default;
};

class LogTest : public testing::Test {
protected:
    /// All that it holds, from first() to last().
    [[nodiscard]] std::vector<std::string> texts() const {
        std::vector<std::string> all;
        for (LogIndex i = log_.first(); i <= log_.last(); ++i) all.push_back(log_.read(i)->text);
        return all;
    }
    void append(std::initializer_list<char const*> commands) {
        for (char const* const text : commands) log_.append({1, text});
    }
    using Texts = std::vector<std::string>;

    MemoryStorage storage_;
    Log<Command> log_{storage_, "log"};
};

TEST_F(LogTest, CountsItsEntriesFromOne) {
    EXPECT_TRUE(log_.empty());
    EXPECT_EQ(log_.first(), 1U);
    EXPECT_EQ(log_.last(), 0U);
    EXPECT_EQ(log_.append({1, "x"}), 1U);
    EXPECT_EQ(log_.append({2, "y"}), 2U);
    EXPECT_FALSE(log_.empty());
    EXPECT_EQ(log_.first(), 1U);
    EXPECT_EQ(log_.last(), 2U);
    EXPECT_EQ(log_.read(2), (Command{2, "y"}));
    EXPECT_EQ(log_.read(0), std::nullopt);
    EXPECT_EQ(log_.read(3), std::nullopt);
}

TEST_F(LogTest, TakesBackAConflictingSuffix) {
    append({"a", "b", "c", "d"});
    log_.truncate_after(2);
    EXPECT_EQ(texts(), (Texts{"a", "b"}));
    log_.truncate_after(2);
    log_.truncate_after(9);
    EXPECT_EQ(log_.last(), 2U) << "nothing is behind it";
    EXPECT_EQ(log_.append({2, "e"}), 3U);
    log_.truncate_after(0);
    EXPECT_TRUE(log_.empty());
    EXPECT_EQ(log_.append({2, "f"}), 1U);
}

TEST_F(LogTest, ForgetsItsBeginningAndKeepsTheIndices) {
    append({"a", "b", "c", "d"});
    log_.drop_before(3);
    EXPECT_EQ(log_.first(), 3U);
    EXPECT_EQ(log_.last(), 4U);
    EXPECT_EQ(log_.read(2), std::nullopt);
    EXPECT_EQ(texts(), (Texts{"c", "d"}));
    log_.drop_before(1);
    EXPECT_EQ(log_.first(), 3U) << "it was dropped already";
    log_.truncate_after(2);
    EXPECT_TRUE(log_.empty());
    EXPECT_EQ(log_.append({1, "e"}), 3U);
    log_.drop_before(10);
    EXPECT_EQ(log_.first(), 10U) << "where a snapshot that came from elsewhere ends";
    EXPECT_EQ(log_.last(), 9U);
    EXPECT_EQ(log_.append({1, "f"}), 10U);
}

TEST_F(LogTest, IsFoundAgainUnderItsNameAndMeetsNoOther) {
    append({"a"});
    storage_.store("log", 5);
    Log<Command> other{storage_, "another log"};
    EXPECT_TRUE(other.empty());
    other.append({2, "b"});
    Log<Command> const again{storage_, "log"};
    EXPECT_EQ(again.read(1), (Command{1, "a"}));
    EXPECT_EQ(again.last(), 1U);
    EXPECT_EQ(storage_.load<int>("log"), 5);
    EXPECT_EQ((Log<bool>{storage_, "log"}.read(1)), std::nullopt) << "not of that type";
}

TEST_F(LogTest, ABatchChangesKeysAndLogsTogether) {
    append({"a", "b", "c"});
    auto batch = storage_.batch();
    batch.store("term", 2);
    batch.truncate_after(log_, 1);
    batch.append(log_, {2, "x"});
    batch.append(log_, {2, "y"});
    batch.append(log_, {2, "z"});
    batch.drop_before(log_, 2);
    EXPECT_EQ(texts(), (Texts{"a", "b", "c"}));
    batch.commit();
    EXPECT_EQ(storage_.load<int>("term"), 2);
    EXPECT_EQ(log_.first(), 2U);
    EXPECT_EQ(texts(), (Texts{"x", "y", "z"}));
}

using LogDeathTest = LogTest;

TEST_F(LogDeathTest, WhatWasDroppedCannotBeTakenBack) {
    append({"a", "b", "c"});
    log_.drop_before(3);
    EXPECT_DEATH(log_.truncate_after(1), "what was dropped from a log cannot be taken back");
}

/// Keeps what it is asked to keep, telling process 0 of each step.
struct Saver final : Stack {
    explicit Saver(Context& context) : ctx{context}, fll{ctx}, talk{ctx, fll} {}

    void start() override { say("up"); }
    void recover() override { ctx.storage().store("lives", 2); }
    void request(std::string_view line) override {
        if (line == "save") save();
    }
    void save() {
        ctx.storage().store("a", 1);
        say("a");
        auto batch = ctx.storage().batch();
        batch.store("b", 2);
        batch.append(log, 20);
        batch.commit();
        say("b");
        log.append(30);
        say("log");
        auto cut_off = ctx.storage().batch();
        cut_off.store("a", 4);
        ctx.storage().erase("b");
        cut_off.commit();
        say("end");
    }
    void say(std::string const& step) {
        ctx.trace(step);
        talk.send(process(0), 1);
    }

    Context& ctx;
    FairLossLink fll;
    test::Correspondent talk;
    Log<int> log{ctx.storage(), "log"};
};

class PutCrashTest : public testing::Test {
protected:
    PutCrashTest() { static_cast<void>(lone_.sent()); }

    /// What is there after a crash at the k-th put of "save", and how many datagrams left.
    void crash_after_put(std::uint64_t k) {
        lone_.driver().crash_at({CrashPoint::After::put, k});
        lone_.driver().request(lone_.now(), "save");
        sent_ = lone_.sent().size();
        crashed_ = !lone_.driver().alive();
        lone_.recover();
    }
    [[nodiscard]] std::optional<int> value(std::string_view key) {
        return lone_->ctx.storage().load<int>(key);
    }

    LoneProcess<Saver> lone_{1, 2, [](Context& ctx) { return std::make_unique<Saver>(ctx); }};
    std::size_t sent_{0};
    bool crashed_{false};
};

TEST_F(PutCrashTest, WhatWasPutBeforeHasHappenedAndWhatComesAfterHasNot) {
    crash_after_put(1);
    EXPECT_TRUE(crashed_);
    EXPECT_EQ(sent_, 0U) << "what it would have sent after the put";
    EXPECT_EQ(value("a"), 1);
    EXPECT_EQ(value("b"), std::nullopt);
    EXPECT_TRUE(lone_->log.empty());
}

TEST_F(PutCrashTest, ABatchIsOnePut) {
    crash_after_put(2);
    EXPECT_TRUE(crashed_);
    EXPECT_EQ(sent_, 1U) << "between the first and the second put";
    EXPECT_EQ(value("b"), 2);
    EXPECT_EQ(lone_->log.last(), 1U);
}

TEST_F(PutCrashTest, AnAppendIsAPut) {
    crash_after_put(3);
    EXPECT_TRUE(crashed_);
    EXPECT_EQ(sent_, 2U);
    EXPECT_EQ(lone_->log.read(2), 30);
}

TEST_F(PutCrashTest, ABatchThatWasCutOffHasNotHappened) {
    crash_after_put(4);
    EXPECT_TRUE(crashed_);
    EXPECT_EQ(value("a"), 1) << "its batch was open when the process crashed";
    EXPECT_EQ(value("b"), std::nullopt) << "erased";
}

TEST_F(PutCrashTest, AfterTheLastPutTheHandlerEndsThere) {
    crash_after_put(5);
    EXPECT_TRUE(crashed_);
    EXPECT_EQ(value("a"), 4);
    EXPECT_EQ(sent_, 3U);
}

TEST_F(PutCrashTest, APointBeyondTheHandlerWaitsForTheNext) {
    lone_.driver().crash_at({CrashPoint::After::put, 6});
    lone_.driver().request(lone_.now(), "save");
    EXPECT_EQ(lone_.sent().size(), 4U);
    EXPECT_TRUE(lone_.driver().alive());
    lone_->ctx.storage().batch().commit();  // empty: no put
    lone_.driver().request(lone_.now(), "save");
    EXPECT_FALSE(lone_.driver().alive());
    EXPECT_EQ(lone_.sent().size(), 0U);
}

TEST_F(PutCrashTest, APointThatWaitsForSendsPassesOverPuts) {
    lone_.driver().crash_at({CrashPoint::After::send, 2});
    lone_.driver().request(lone_.now(), "save");
    EXPECT_EQ(lone_.sent().size(), 2U);
    lone_.recover();
    EXPECT_EQ(value("b"), 2);
    EXPECT_EQ(lone_->log.last(), 1U) << "the append after the second send";
}

TEST_F(PutCrashTest, AProcessThatCrashesWhileItRecoversMayRecoverAgain) {
    lone_.crash();
    lone_.driver().crash_at({CrashPoint::After::put, 1});
    lone_.recover();
    EXPECT_FALSE(lone_.driver().alive());
    lone_.recover();
    EXPECT_TRUE(lone_.driver().alive());
    EXPECT_EQ(value("lives"), 2);
}

/// Notes what a disk would be asked to do.
class WatchedStorage final : public Storage {
public:
    explicit WatchedStorage(Outbox const& outbox) : outbox_{outbox} {}

    std::size_t puts{0};               // taken down since the last flush
    std::vector<std::size_t> flushed;  // the puts of each flush
    std::vector<std::size_t> unsent;   // datagrams in the outbox meanwhile

private:
    void take_down(std::span<Change const>) override { ++puts; }
    void flush() override {
        flushed.push_back(std::exchange(puts, 0));
        unsent.push_back(outbox_.size());
    }

    Outbox const& outbox_;
};

class GroupCommitTest : public testing::Test {
protected:
    MakeStack make_{[](Context& ctx) { return std::make_unique<Saver>(ctx); }};
    Outbox outbox_;
    WatchedStorage storage_{outbox_};
    Process process_{{process(1), 2, 1}, make_, outbox_, storage_, nullptr};
};

TEST_F(GroupCommitTest, AllThatAHandlerPutsIsFlushedOnceBeforeAnythingIsSent) {
    process_.start({});
    EXPECT_TRUE(storage_.flushed.empty()) << "it put nothing";
    ASSERT_EQ(outbox_.size(), 1U);
    process_.request({}, "save");
    EXPECT_EQ(storage_.flushed, std::vector<std::size_t>{5});
    EXPECT_EQ(storage_.unsent, std::vector<std::size_t>{5});
    EXPECT_EQ(outbox_.size(), 5U);
    process_.request({}, "nothing");
    process_.advance_to(Time{1s});
    EXPECT_EQ(storage_.flushed.size(), 1U);
}

TEST_F(GroupCommitTest, ACrashInTheMiddleFlushesWhatWasPutBefore) {
    process_.start({});
    process_.crash_at({CrashPoint::After::put, 2});
    process_.request({}, "save");
    EXPECT_FALSE(process_.alive());
    EXPECT_EQ(storage_.flushed, std::vector<std::size_t>{2});
    EXPECT_EQ(storage_.unsent, std::vector<std::size_t>{2});
}

}  // namespace
}  // namespace conclave
