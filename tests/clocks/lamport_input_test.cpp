#include <gtest/gtest.h>

#include "support/play.hpp"
#include "support/refusal.hpp"

/// What `lamport` refuses, and what it says would happen.
namespace conclave::test {
namespace {

using Words = std::vector<std::string>;

testing::AssertionResult refuses(std::string const& line, Words const& reasons) {
    auto const fresh = programs::lamport();
    return refused(
        [&] {
            auto command = app::read_command_line(fresh, words_of(line), false);
            app::complete(fresh, command);
        },
        reasons);
}

testing::AssertionResult takes(std::string const& line) {
    return refuses(line, {}) ? testing::AssertionFailure() << line << " was refused"
                             : testing::AssertionSuccess();
}

TEST(LamportInput, Numbers) {
    EXPECT_TRUE(refuses("--rounds 0", {"--rounds: '0' is not from 1 to 1000000"}));
    EXPECT_TRUE(refuses("--rounds 1000001", {"--rounds"}));
    EXPECT_TRUE(refuses("--every 0s", {"--every", "longer than nothing"}));
    EXPECT_TRUE(refuses("--every 61min", {"--every", "1 hour at most"}));
    EXPECT_TRUE(
        refuses("--clock sun", {"--clock: 'sun' is none of lamport, vector, differential"}));
    EXPECT_TRUE(refuses("--link stubborn", {"--link: 'stubborn' is none of auto, perfect, fifo"}));
    EXPECT_TRUE(refuses("-n 1", {"needs 2 processes"}));
}

TEST(LamportInput, ClocksThatWouldFillTheMemory) {
    EXPECT_TRUE(refuses("-n 2000 --clock matrix",
                        {"--clock matrix: 2000 processes carry 4,000,000 numbers, 32 MB, in each "
                         "message, and each process keeps as many: 64 GB in all",
                         "1.2 TB for the history of some 15,000 events", "add --large"}));
    EXPECT_TRUE(
        refuses("-n 2000 --rounds 10 --clock vector",
                {"--clock vector: 2000 processes carry 2,000 numbers, 16 kB", "add --large"}));
    EXPECT_TRUE(takes("-n 2000 --rounds 10 --clock vector --large"));
    EXPECT_TRUE(takes("-n 2000 --clock lamport --rounds 10"));
    EXPECT_TRUE(takes("-n 100 --clock matrix"));
}

TEST(LamportInput, VectorStampsOfTooManyProcesses) {
    EXPECT_TRUE(refuses("-n 1001 --stamps vector",
                        {"--stamps vector: 1001 processes", "take 1000 at most"}));
    EXPECT_TRUE(takes("-n 1001 --stamps lamport"));
}

}  // namespace
}  // namespace conclave::test
