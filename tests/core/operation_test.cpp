#include "core/operation.hpp"

#include <gtest/gtest.h>

#include "net/recorder.hpp"
#include "support/lone_process.hpp"

namespace conclave {
namespace {

using namespace std::chrono_literals;
using test::LoneProcess;
using Lines = std::vector<std::string>;

struct Client final : Stack {
    explicit Client(Context& context) : ctx{context} {}
    Context& ctx;
    Operation<"sync", void()> sync{ctx};
    Subject subject{ctx};
    Operation<"write", void(int, std::string)> write{ctx};
    Operation<"read", int(std::string)> read{ctx};
};

class OperationTest : public testing::Test {
protected:
    LoneProcess<Client> lone_{1, 3, [](Context& ctx) { return std::make_unique<Client>(ctx); }};
};

TEST_F(OperationTest, ShowsItsInvocationAndItsResponse) {
    auto const write = lone_->write.invoke(5, "x");
    auto const read = lone_->read.invoke("x");
    EXPECT_EQ(lone_->write.under_way(), std::set{write});
    lone_->read.respond(read, 4);
    lone_->write.respond(write);
    EXPECT_TRUE(lone_->write.under_way().empty());
    EXPECT_EQ(lone_.story(), (Lines{"p1 >> write(5, \"x\") #1", "p1 >> read(\"x\") #2",
                                    "p1 << read #2 = 4", "p1 << write #1"}));
    EXPECT_EQ(lone_.events()[2].number, 2U);
    EXPECT_EQ(decode<std::tuple<int>>(view(lone_.events()[2].body)), std::tuple{4});
}

TEST_F(OperationTest, HasAnIdOfItsOwnInAllLives) {
    static_cast<void>(lone_->write.invoke(5, "x"));
    lone_.crash();
    lone_.recover();
    EXPECT_EQ(lone_->read.invoke("x"), OperationId{2});
    EXPECT_TRUE(lone_->write.under_way().empty()) << "cut off for good";
}

TEST_F(OperationTest, KeepsTheRunGoingUnlessItOnlyServes) {
    lone_.pass(1s);
    auto const sync = lone_->sync.invoke();
    lone_->sync.respond(sync);
    EXPECT_EQ(lone_.driver().last_active(), Time{});
    EXPECT_FALSE(net::in_story(lone_.events().back()));
    auto const read = lone_->read.invoke("x");
    EXPECT_EQ(lone_.driver().last_active(), Time{1s});
    EXPECT_TRUE(net::in_story(lone_.events().back()));
    lone_.pass(1s);
    lone_->read.respond(read, 1);
    EXPECT_EQ(lone_.driver().last_active(), Time{2s});
    EXPECT_TRUE(net::in_story(lone_.events().back()));
}

using OperationDeathTest = OperationTest;

TEST_F(OperationDeathTest, RespondsOnceAfterItWasInvoked) {
    EXPECT_DEATH(lone_->write.respond(OperationId{1}), "responds once, after it was invoked");
    auto const read = lone_->read.invoke("x");
    EXPECT_DEATH(lone_->write.respond(read), "responds once, after it was invoked");
    lone_->read.respond(read, 1);
    EXPECT_DEATH(lone_->read.respond(read, 1), "responds once, after it was invoked");
}

}  // namespace
}  // namespace conclave
