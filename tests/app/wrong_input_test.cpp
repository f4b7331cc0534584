#include <gtest/gtest.h>

#include "support/folder.hpp"
#include "support/play.hpp"
#include "support/refusal.hpp"

/// A wrong line of input is refused in one line that names the option and says how to mend it.
namespace conclave::test {
namespace {

using Words = std::vector<std::string>;

template <programs::Make make = programs::bully>
testing::AssertionResult refuses(std::string const& line, Words const& reasons,
                                 bool launched = false) {
    auto const fresh = make();
    return refused(
        [&] {
            auto command = app::read_command_line(fresh, words_of(line), launched);
            app::complete(fresh, command);
        },
        reasons);
}

TEST(WrongInput, OptionsAndSubCommandsThatDoNotExist) {
    EXPECT_TRUE(refuses("--lost 0.1", {"unknown option '--lost'", "'--loss'?", "bully --help"}));
    EXPECT_TRUE(refuses("--heart 1s", {"unknown option '--heart'", "did you mean '--heartbeat'?"}));
    EXPECT_TRUE(refuses("--partitions=0/1", {"'--partitions=0/1'", "did you mean '--partition'?"}));
    EXPECT_TRUE(refuses("simulate 5", {"'5' is too much", "'simulate' already", "bully --help"}));
    EXPECT_TRUE(refuses("sing", {"unknown sub-command 'sing'", "run, simulate, sweep"}));
    EXPECT_TRUE(refuses("simulat", {"did you mean 'simulate'?"}));
    EXPECT_FALSE(refuses("--xyzzy", {"did you mean"}));
    EXPECT_TRUE(refuses("run", {"'run' needs an MPI launcher", "mpirun -np"}));
}

TEST(WrongInput, ValuesTooManyAndTooFew) {
    EXPECT_TRUE(refuses("--loss", {"--loss: its value is missing", "--help"}));
    EXPECT_TRUE(refuses("-n", {"--processes: its value is missing"}));
    EXPECT_TRUE(refuses("--loss 0.1 --loss 0.2", {"--loss: it is given twice"}));
    EXPECT_TRUE(refuses("--quiet=no", {"--quiet: it takes no value"}));
    EXPECT_TRUE(refused(
        [] {
            app::read_command_line(programs::bully(), {"--json", ""}, false);
        },
        {"--json: it takes a file, or - for standard output"}));
}

TEST(WrongInput, Numbers) {
    for (auto const* wrong : {"0", "-1", "2.5", "many", "1e9", "5x"})
        EXPECT_TRUE(refuses("-n " + std::string{wrong},
                            {"--processes: '", wrong, "not a whole number from 1 to"}));
    EXPECT_TRUE(refuses("-n 1", {"needs 2 processes at least, not 1", "-n 2"}));
    EXPECT_TRUE(refuses("-n 3000", {"promises no more than 600 processes", "-n 600", "--large"}));
    EXPECT_TRUE(refuses("--per-rank 0", {"--per-rank: '0'", "from 1"}));
    EXPECT_TRUE(refuses("--per-rank 2", {"--per-rank", "a simulation takes -n"}));
    EXPECT_TRUE(refuses("sweep --seeds 0", {"--seeds: '0'", "from 1"}));
    for (auto const* wrong : {"-1", "1.5", "x", "18446744073709551616"})
        EXPECT_TRUE(refuses("--seed " + std::string{wrong},
                            {"--seed: '", wrong, "a whole number from 0 to 2^64-1"}));
    EXPECT_TRUE(refuses<programs::links>("--lines -1", {"--lines: '-1'", "from 0"}));
}

TEST(WrongInput, Times) {
    for (auto const* wrong : {"5", "x", "s", "1 s", "1h", "5e400s"})
        EXPECT_TRUE(refused(
            [&] {
                app::read_command_line(programs::bully(), {"--for", wrong}, false);
            },
            {"--for: '", wrong, "a time such as 10s"}));
    EXPECT_TRUE(refuses("--for 1e30s", {"--for", "within three years"}));
    EXPECT_TRUE(refuses("--for -1s", {"--for: '-1s'", "below zero"}));
    EXPECT_TRUE(refuses("--for 0s", {"--for: a run needs some time"}));
    EXPECT_TRUE(refuses("--delay 10ms..1ms", {"--delay", "its end is before its begin"}));
    EXPECT_TRUE(refuses("--heartbeat 0s", {"--heartbeat: it must be longer than nothing"}));
    EXPECT_TRUE(refuses("--silence 1ms", {"--silence: it must be a heartbeat at least"}));
    EXPECT_TRUE(refuses<programs::links>("--every 0s", {"--every: it must be longer"}));
    EXPECT_TRUE(refuses<programs::links>("--repeat 0s", {"--repeat: it must be longer"}));
}

TEST(WrongInput, Probabilities) {
    for (auto const* option : {"--loss", "--duplicate", "--reorder"})
        for (auto const* wrong : {"1.5", "-0.1", "150%", "-1%", "nan", "inf", "x", "%", "0,1"})
            EXPECT_TRUE(refuses(std::string{option} + ' ' + wrong,
                                {std::string{option} + ": '" + wrong, "such as 0.1 or 10%"}));
}

TEST(WrongInput, ProcessesThatDoNotExist) {
    EXPECT_TRUE(refuses("--crash 5@2s", {"--crash: there is no process 5, only 0 to 4"}));
    EXPECT_TRUE(refuses("--recover 5@2s", {"--recover: there is no process 5"}));
    EXPECT_TRUE(refuses("--pause 5@1s..2s", {"--pause: there is no process 5"}));
    EXPECT_TRUE(refuses("--cut 0>5", {"--cut: there is no process 5"}));
    EXPECT_TRUE(refuses("--partition 0/5", {"--partition: there is no process 5"}));
    EXPECT_TRUE(refuses("--skew 5:1ms", {"--skew: there is no process 5"}));
    for (auto const* wrong : {"5", "99999999999", "0,5", "4,x", "1,", "-1"})
        EXPECT_TRUE(refuses("--starter " + std::string{wrong},
                            {"--starter: '" + std::string{wrong}, "random, all, none", "0 to 4"}));
    EXPECT_TRUE(
        refuses("--crash x@2s", {"--crash: 'x' is no process, 0 to 4, nor a role", "leader"}));
    EXPECT_TRUE(refuses("--crash 3x@2s", {"--crash: '3x@2s'", "such as 3@2s or leader@2s"}));
    EXPECT_TRUE(refuses("--delay-on 0>5:1ms", {"--delay-on: there is no process 5, only 0 to 4"}));
    EXPECT_TRUE(refuses("--loss-on 7-to-0:1", {"--loss-on: there is no process 7, only 0 to 4"}));
    EXPECT_TRUE(refuses("--duplicate-on *>9:1", {"--duplicate-on: there is no process 9"}));
    EXPECT_TRUE(refuses("--drop Victory@5:1", {"--drop: there is no process 5, only 0 to 4"}));
    EXPECT_TRUE(refuses("--crash -1@2s", {"--crash: '-1@2s'"}));
}

/// words_of() knows no empty word.
TEST(WrongInput, EmptyStarter) {
    EXPECT_TRUE(refused(
        [] {
            auto const fresh = programs::bully();
            auto command = app::read_command_line(fresh, {"--starter", ""}, false);
            app::complete(fresh, command);
        },
        {"--starter: ''", "random, all, none", "0 to 4"}));
}

TEST(WrongInput, PartsOfTheStory) {
    for (auto const* wrong : {"x", "1,", "p", "3..1", "99999999999"})
        EXPECT_TRUE(refuses("--only " + std::string{wrong},
                            {"--only: '" + std::string{wrong} + "'", "p2,p3 or p0..p4"}));
    EXPECT_TRUE(refuses("--only p2,p5", {"--only: there is no process 5, only 0 to 4"}));
    EXPECT_TRUE(refuses("--from 2", {"--from: '2' is not a time such as"}));
    EXPECT_TRUE(refuses("--to later", {"--to: 'later' is not a time such as"}));
    EXPECT_TRUE(refuses("--from 3s --to 2s", {"--to 2 s", "before it begins, --from 3 s"}));
    for (auto const* option : {"--only 1", "--from 1s", "--to 1s", "--trace json"})
        EXPECT_TRUE(refuses("sweep " + std::string{option}, {"--", "a sweep tells no story"}));
}

TEST(WrongInput, TracesForScripts) {
    EXPECT_TRUE(refuses("--trace loud", {"--trace: 'loud' is none of story, all, json, none"}));
    EXPECT_TRUE(refuses("--trace json --json -", {"--trace json", "--json -", "give that a file"}));
    EXPECT_TRUE(refuses("--trace json --quiet", {"--trace json: --quiet"}));
    EXPECT_TRUE(refuses("--trace json --stamps vector", {"--stamps", "--trace json"}));
}

TEST(WrongInput, RolesAndKindsThatDoNotExist) {
    EXPECT_TRUE(refuses("--crash coordinator@2s", {"--crash: 'coordinator'", "0 to 4", "leader"}));
    EXPECT_TRUE(refuses("--pause king@1s..2s", {"--pause: 'king'", "0 to 4", "leader"}));
    EXPECT_TRUE(refuses<programs::links>(
        "--crash leader@2s", {"--crash: 'leader' is no process", "this program has no roles"}));
    EXPECT_TRUE(refuses("--drop Victorious@4:1",
                        {"--drop: there are no messages of the kind 'Victorious', only ",
                         "Challenge, Answer, Victory", "Heartbeat"}));
    EXPECT_TRUE(refuses<programs::links>("--drop Victory@4:1", {"kind 'Victory', only ", "Line"}));
}

TEST(WrongInput, FaultsOfLinksAndKindsWrittenWrongly) {
    for (auto const* wrong : {"0>1", "0:1ms", "0-1:1ms", "x>1:1ms", "0>:1ms", "0>x:1ms"})
        EXPECT_TRUE(refuses("--delay-on " + std::string{wrong},
                            {"--delay-on: '" + std::string{wrong}, "such as 0>1:20ms..30ms"}));
    EXPECT_TRUE(refuses("--delay-on 0>0:1ms", {"--delay-on: '0>0:1ms'", "are the same"}));
    EXPECT_TRUE(refuses("--delay-on 0>1:x", {"--delay-on: 'x' is not a time such as"}));
    EXPECT_TRUE(refuses("--delay-on 0>1:5ms..1ms", {"--delay-on", "its end is before its begin"}));
    EXPECT_TRUE(refuses("--delay-on 0>1:5ms@2s", {"--delay-on: '2s' is not a span"}));
    EXPECT_TRUE(refuses("--loss-on 0>1", {"--loss-on: '0>1'", "such as 0>1:0.5"}));
    EXPECT_TRUE(refuses("--loss-on 0>1:2", {"--loss-on: '2' is not a probability"}));
    EXPECT_TRUE(refuses("--duplicate-on 0>1:x", {"--duplicate-on: 'x' is not a probability"}));
    for (auto const* wrong : {"Victory", "Victory@6", "Victory@:1", "@6:1", "Victory@6:0",
                              "Victory@6:x", "Victory@6:-1", "Victory@6>:1", "6@Victory:1"})
        EXPECT_TRUE(refuses("--drop " + std::string{wrong},
                            {"--drop: '" + std::string{wrong}, "such as Victory@6:1"}));
    EXPECT_TRUE(refuses("--drop Victory@1>1:1", {"--drop: 'Victory@1>1:1'", "are the same"}));
    EXPECT_TRUE(refuses("--drop Victory@1:1@3s..1s", {"--drop", "not after its begin"}));
}

TEST(WrongInput, CrashesInHandlersWrittenWrongly) {
    for (auto const* wrong : {"3@2s+0sends", "3@2s+send", "3@2s+2", "3@2s+2receives", "3@2s+-1puts",
                              "3@2s+1.5sends", "3@2s+99999999999999999999sends"})
        EXPECT_TRUE(refuses("--crash " + std::string{wrong},
                            {"--crash: '" + std::string{wrong}, "such as 3@2s+1send"}));
    EXPECT_TRUE(refuses("--recover 3@2s+1send", {"--recover: '2s+1send' is not a time"}));
    EXPECT_TRUE(refuses("--crash 3@1s+1send --crash 3@2s", {"--crash of p3 at 2 s", "doomed"}));
    EXPECT_TRUE(refuses("--crash 3@1s --crash 3@2s+1send", {"--crash of p3", "already down"}));
}

TEST(WrongInput, FaultsWrittenWrongly) {
    EXPECT_TRUE(refuses("--crash 3", {"--crash: '3' is not", "3@2s"}));
    EXPECT_TRUE(refuses("--crash 3@x", {"--crash: 'x' is not a time"}));
    EXPECT_TRUE(refuses("--pause 3@1s", {"--pause: '1s' is not a span", "1s..3s"}));
    EXPECT_TRUE(refuses("--pause 3@2s..2s", {"--pause", "not after its begin"}));
    EXPECT_TRUE(refuses("--cut 0", {"--cut: '0' is not", "0>1"}));
    EXPECT_TRUE(refuses("--cut 0>0", {"--cut", "are the same"}));
    EXPECT_TRUE(refuses("--cut 0>1@3s..1s", {"--cut", "not after its begin"}));
    EXPECT_TRUE(refuses("--partition 0,1", {"--partition", "one group only"}));
    EXPECT_TRUE(refuses("--partition 0,1/1", {"--partition", "process 1 is in it twice"}));
    EXPECT_TRUE(refuses("--partition 0,/1", {"--partition", "0,1/2,3,4"}));
    for (auto const* wrong :
         {"3", "3:", "3:5", "3:5ms,6ms", "3:1ppm,2ppm", "3:-1000000ppm", "x:5ms"})
        EXPECT_TRUE(refuses("--skew " + std::string{wrong}, {"--skew: '", " is not "}));
    EXPECT_TRUE(refuses("--skew 1:1ms --skew 1:2ms", {"--skew", "skewed already"}));
}

TEST(WrongInput, FaultsThatContradictEachOther) {
    EXPECT_TRUE(refuses("--crash 1@2s --crash 1@3s", {"--crash of p1 at 3 s", "already down"}));
    EXPECT_TRUE(refuses("--recover leader@2s", {"--recover of the leader at 2 s", "not down"}));
    EXPECT_TRUE(refuses("--crash leader@1s --recover leader@2s --recover leader@3s",
                        {"--recover of the leader at 3 s", "not down"}));
    EXPECT_TRUE(refuses("--recover 1@2s", {"--recover of p1 at 2 s", "not down"}));
    EXPECT_TRUE(refuses("--crash 1@2s --recover 1@1s", {"--recover of p1 at 1 s"}));
    EXPECT_TRUE(
        refuses("--pause 1@1s..3s --pause 1@2s..4s", {"--pause of p1 at 2 s", "already paused"}));
    EXPECT_TRUE(refuses("--pause 1@1s..3s --crash 1@2s", {"--crash of p1 at 2 s", "is paused"}));
    EXPECT_TRUE(refuses("--crash 1@1s --pause 1@2s..3s", {"--pause of p1 at 2 s", "is down"}));
}

TEST(WrongInput, OptionsThatDoNotGoTogether) {
    EXPECT_TRUE(refuses("--kill 1@2s", {"--kill", "under mpirun, or --crash"}));
    EXPECT_TRUE(refuses("--set-up best --crash 1@1s", {"--set-up", "leave the others out"}));
    EXPECT_TRUE(refuses("--set-up best --algorithm omega", {"--set-up", "use it with bully"}));
    EXPECT_TRUE(refuses("--algorithm x", {"--algorithm: 'x' is none of bully, omega"}));
    EXPECT_TRUE(refuses("--stamps x", {"--stamps: 'x' is none of lamport, vector, hybrid, none"}));
}

TEST(WrongInput, Scripts) {
    Folder const folder;
    auto const script = [&](std::string const& text, Words const& reasons) {
        return refuses<programs::links>("--script " + folder.write("script", text), reasons);
    };
    EXPECT_TRUE(refuses<programs::links>("--script /nowhere", {"--script: cannot read /nowhere"}));
    EXPECT_TRUE(script("", {"--script:", "says nothing"}));
    EXPECT_TRUE(script("# c\nhello\n", {"line 2: write '1 hello', or '* hello' for all"}));
    EXPECT_TRUE(script("9 hi\n", {"line 1: there is no process 9, only 0 to 4"}));
    EXPECT_TRUE(script("7: 1 hi\n", {"line 1: there is no sender '7', only 0 to 4"}));
    EXPECT_TRUE(script("\n@x 1 hi\n", {"line 2: 'x' is not a time"}));
    EXPECT_TRUE(script("@2s\n", {"line 1"}));
    EXPECT_TRUE(script("0:\n", {"line 1"}));
}

/// Options within their ranges that together ask for more than memory or patience hold.
TEST(WrongInput, RunsThatAreTooLarge) {
    Words const most{"10,000,000 are the most"};
    EXPECT_TRUE(refuses<programs::links>("simulate --lines 4000000000",
                                         {"--lines: ", "80,000,000,000 messages", most[0]}));
    EXPECT_TRUE(refuses<programs::links>("simulate -n 250 --lines 200",
                                         {"--lines: ", "fewer processes", "--large"}));
    EXPECT_FALSE(refuses<programs::links>("simulate -n 250 --lines 200 --large", {}));
    for (auto const* link : {"stubborn", "eliminate-duplicates"})
        EXPECT_TRUE(refuses<programs::links>("simulate --repeat 1ns --link " + std::string{link},
                                             {"--repeat: ", "repetitions"}));
    EXPECT_FALSE(refuses<programs::links>("simulate --repeat 1ns", {}))
        << "a perfect link has none";
    EXPECT_TRUE(refuses("simulate --heartbeat 1ns", {"--heartbeat: ", "heartbeats", "rarer"}));
    EXPECT_TRUE(refuses("simulate --heartbeat 1us --stay --for 600min", {"--heartbeat: "}));
    EXPECT_FALSE(refuses("simulate -n 600", {}));
    EXPECT_TRUE(refuses<programs::snapshot>("simulate -n 11 --actions 1000000",
                                            {"--actions: ", "11,000,000 actions", most[0]}));
    EXPECT_TRUE(refuses<programs::lamport>("simulate -n 11 --rounds 1000000",
                                           {"--rounds: ", "11,000,000 events", most[0]}));
    EXPECT_TRUE(refuses<programs::clock_sync>("simulate --rounds 4000000000",
                                              {"--rounds: ", "exchanges", most[0]}));
    EXPECT_TRUE(refuses<programs::clock_sync>("simulate --every 60min --sample 100us",
                                              {"--sample: ", "readings", most[0]}));
}

}  // namespace
}  // namespace conclave::test
