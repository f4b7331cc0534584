#include "snapshots/snapshot_file.hpp"

#include <gtest/gtest.h>

#include "support/folder.hpp"
#include "support/play.hpp"
#include "support/refusal.hpp"
#include "support/verdicts.hpp"

namespace conclave::test {
namespace {

using app::parse_snapshot;
using app::read_snapshot;
using app::SavedSnapshot;

SavedSnapshot<Bank> bank() {
    SavedSnapshot<Bank> snapshot{.id = {process(2), 1}, .algorithm = "mattern", .parts = {}};
    snapshot.parts.resize(3);
    snapshot.parts[0] = {true, true, Account{95}, {{process(1), {}}, {process(2), {}}}};
    snapshot.parts[1] = {true,
                         true,
                         Account{100},
                         {{process(0), {Bank::Transfer{3}, Bank::Transfer{2}}}, {process(2), {}}}};
    snapshot.parts[2] = {true, true, Account{100}, {{process(0), {}}, {process(1), {}}}};
    return snapshot;
}

SavedSnapshot<Game> game() {
    SavedSnapshot<Game> snapshot{.id = {process(0), 7}, .algorithm = "lai-yang", .parts = {}};
    snapshot.parts.resize(3);
    snapshot.parts[0] = {
        true,
        true,
        Player{.life = 80, .score = 1200, .items = {Item::sword, Item::bow}},
        {{process(1),
          {Game::Attack{5}, Game::Defend{1}, Game::UsePotion{25}, Game::GiveItem{Item::arrow}}}}};
    snapshot.parts[1] = {true, false, Player{.life = 50, .drunk = 1}, {}};
    return snapshot;
}

constexpr auto bank_text =
    "snapshot p2#1 (mattern): all of 3 processes, 2 in flight\n"
    "  p0  balance 95\n"
    "      nothing in flight\n"
    "  p1  balance 100\n"
    "      from p0: Transfer(3), Transfer(2)\n"
    "      nothing from p2\n"
    "  p2  balance 100\n"
    "      nothing in flight\n"
    "  in all money 300; of it in flight: money 5\n";

constexpr auto game_text =
    "snapshot p0#7 (lai-yang): only 1 of 3 processes, 4 in flight\n"
    "  p0  life 80, score 1200, sword, bow\n"
    "      from p1: Attack(5), Defend(1), UsePotion(25), GiveItem(arrow)\n"
    "  p1  life 50, score 0, drank 1\n"
    "      it never completed its part: its channels are not known\n"
    "  p2  took no part\n";

TEST(SnapshotText, SaysWhatWasRecordedAndWhatWasInFlight) {
    EXPECT_EQ(text_of(bank(), 100), bank_text);
    EXPECT_EQ(text_of(game(), 100), game_text);
}

TEST(SnapshotText, IsAbridgedForManyProcessesAndKeepsToItsColumns) {
    auto const few = text_of(bank(), 100, 1);
    EXPECT_NE(few.find("... and 2 processes more: --save keeps them all\n"), few.npos) << few;
    EXPECT_EQ(few.find("Transfer"), few.npos);
    EXPECT_NE(few.find("in all money 300"), few.npos);
    std::istringstream lines{text_of(game(), 40)};
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 40U) << line;
}

std::string shown(app::AnySnapshot const& snapshot) {
    return std::visit([](auto const& s) { return text_of(s, 100); }, snapshot);
}

TEST(SnapshotFile, IsReadBackAsItWas) {
    Folder const folder;
    EXPECT_EQ(shown(read_snapshot(folder.write("bank", file_of(bank())))), bank_text);
    EXPECT_EQ(shown(read_snapshot(folder.write("game", file_of(game())))), game_text);
    SavedSnapshot<Bank> const nothing{};
    EXPECT_EQ(shown(read_snapshot(folder.write("nothing", file_of(nothing)))),
              text_of(nothing, 100));
}

TEST(SnapshotFile, OneCutShortIsRefusedWhereverItIsCut) {
    for (auto const& whole : {file_of(bank()), file_of(game())})
        for (std::size_t size = 0; size < whole.size(); ++size)
            ASSERT_TRUE(refused([&] { parse_snapshot(whole.substr(0, size), "some/file"); },
                                {"some/file: the file is cut short"}))
                << size;
}

TEST(SnapshotFile, OneAlteredIsRefusedWhateverBitIsFlipped) {
    for (auto const& whole : {file_of(bank()), file_of(game())})
        for (std::size_t i = 0; i < whole.size(); ++i)
            for (unsigned bit = 0; bit < 8; ++bit) {
                auto altered = whole;
                altered[i] = static_cast<char>(static_cast<unsigned char>(altered[i]) ^ 1U << bit);
                ASSERT_TRUE(refused([&] { parse_snapshot(altered, "some/file"); }, {"some/file: "}))
                    << i << ' ' << bit;
            }
}

TEST(SnapshotFile, OneWithMoreOrWithPiecesSwappedIsRefused) {
    auto const b = file_of(bank());
    auto const g = file_of(game());
    auto const body = [](std::string const& file) { return file.substr(file.find('\n') + 1); };
    auto const head = [](std::string const& file) { return file.substr(0, file.find('\n') + 1); };
    for (auto const& wrong : {b + "x", b + b, head(b) + body(g), head(g) + body(b)}) {
        EXPECT_TRUE(refused([&] { parse_snapshot(wrong, "wrong"); }, {"wrong: the file"}));
    }
    auto other = b;
    other.replace(other.find("bank"), 4, "game");
    EXPECT_TRUE(refused([&] { parse_snapshot(other, "x"); }, {"x: the file was altered"}));
}

TEST(SnapshotFile, OneOfAnotherProgramOrVersionIsRefused) {
    Folder const folder;
    auto const refuses = [&](std::string const& text, std::string const& why) {
        auto const path = folder.write("file", text);
        return refused([&] { read_snapshot(path); }, {path, why});
    };
    EXPECT_TRUE(refuses("# A read-me\n", "no snapshot of this program"));
    EXPECT_TRUE(refuses("22 serialization::archive 18 0 0", "no snapshot of this program"));
    EXPECT_TRUE(refuses(std::string(100'000, '\0'), "no snapshot of this program"));
    EXPECT_TRUE(refuses("conclave-snapshot 2 bank 1 00000000\nx", "of format '2', and this"));
    EXPECT_TRUE(refuses("conclave-snapshot 1 chess 1 00000000\nx", "a snapshot of 'chess'"));
    EXPECT_TRUE(refuses("conclave-snapshot\n", "format ''"));
    EXPECT_TRUE(refuses("conclave-snapshot 1 bank 99999999999999999999 0\n", "cut short"));
    EXPECT_TRUE(refused([] { read_snapshot("/nowhere/file"); }, {"cannot read /nowhere/file"}));
    EXPECT_TRUE(refused([&] { read_snapshot(folder.path()); }, {"cannot read " + folder.path()}));
}

TEST(SnapshotProgram, SavesEachSnapshotAndShowsItAsTheReportDoes) {
    Folder const folder;
    auto const fresh = programs::snapshot();
    auto const run =
        play(fresh, words_of("simulate -n 3 --workload bank --save " + folder.file("kept")));
    check::History const history{run.trial.outcome};
    auto const picture = fresh.picture(history, 100);
    EXPECT_EQ(fresh.outputs(), std::vector{folder.file("kept") + '/'});
    auto const files = fresh.files(history);
    ASSERT_EQ(files.size(), 3U);
    std::string shown;
    for (auto const& file : files) {
        EXPECT_EQ(file.path.find(folder.file("kept") + "/p"), 0U) << file.path;
        auto const path = folder.write("one", file.content);
        shown += '\n' + fresh.commands.at(0).carry_out({path});
    }
    EXPECT_EQ(shown + '\n', picture);
}

/// What the report draws of this run.
std::string picture_of(std::string const& line) {
    auto const fresh = programs::snapshot();
    auto const run = play(fresh, words_of(line));
    return fresh.picture(check::History{run.trial.outcome}, 100);
}

TEST(SnapshotProgram, DrawsTheFirstOfManyAndSaysWhatItLeavesOut) {
    std::string starts = "0@50ms";
    for (int i = 1; i < 9; ++i) starts += ",1@" + std::to_string(50 + 10 * i) + "ms";
    auto const many = picture_of("simulate -n 12 --start " + starts);
    EXPECT_NE(many.find("\nsnapshot p1#5 "), many.npos);
    EXPECT_EQ(many.find("\nsnapshot p1#6 "), many.npos);
    EXPECT_NE(many.find("\n... and 3 snapshots more: --save keeps them all\n"), many.npos) << many;
    EXPECT_NE(many.find("  ... and 2 processes more: --save keeps them all\n"), many.npos);
    EXPECT_NE(many.find("nothing from the 10 others\n"), many.npos);
    auto const crashed = picture_of("simulate --start 0@50ms,1@150ms --crash 2@140ms");
    EXPECT_NE(crashed.find("snapshot p0#1 (chandy-lamport): all of 5"), crashed.npos);
    EXPECT_NE(crashed.find("snapshot p1#1 (chandy-lamport): only 0 of 5"), crashed.npos) << crashed;
    EXPECT_NE(crashed.find("  p2  took no part\n"), crashed.npos) << crashed;
    auto const nobody = picture_of("simulate --start 2@50ms --crash 2@10ms");
    EXPECT_EQ(nobody, "") << "it was down, and started none";
}

TEST(SnapshotProgram, ShowsWhatACrashLeavesOfASnapshotAndKeepsTheSame) {
    Folder const folder;
    auto const fresh = programs::snapshot();
    auto const run = play(fresh, words_of("simulate -n 4 --workload bank --start 0@100ms --crash "
                                          "0@101ms --save " +
                                          folder.file("kept")));
    check::History const history{run.trial.outcome};
    auto const picture = fresh.picture(history, 100);
    EXPECT_NE(picture.find("only 3 of 4 processes"), picture.npos) << picture;
    EXPECT_NE(picture.find("  p0  balance 152\n      it never completed its part: its channels are"
                           " not known\n  p1  balance 105\n"),
              picture.npos)
        << picture;
    EXPECT_EQ(picture.find("took no part"), picture.npos) << picture;
    auto const files = fresh.files(history);
    ASSERT_EQ(files.size(), 1U);
    auto const path = folder.write("one", files[0].content);
    EXPECT_EQ('\n' + fresh.commands.at(0).carry_out({path}) + '\n', picture);
    EXPECT_TRUE(not_promised(run.trial.finding("SN1"), "p0 crashed at 101 ms"));
}

TEST(SnapshotProgram, SN1_SN2_SN3_SN4_HoldWhereSomebodyCrashesAndReturnsAfterEverything) {
    auto const fresh = programs::snapshot();
    auto const run = play(fresh, words_of("simulate --crash 1@10s --recover 1@11s"));
    for (auto const& judgement : run.trial.judgements)
        EXPECT_TRUE(holds(judgement.finding)) << judgement.id;
}

TEST(SnapshotProgram, StartsOneByChanceAndThenTwoAtOnce) {
    for (Seed seed = 1; seed <= 50; ++seed) {
        auto const fresh = programs::snapshot();
        auto const run = play(fresh, words_of("simulate -n 2 --seed " + std::to_string(seed)));
        auto const& starts = run.command.plan.requests;
        ASSERT_EQ(starts.size(), 3U);
        EXPECT_LT(starts[0].at, starts[1].at);
        EXPECT_EQ(starts[1].at, starts[2].at);
        EXPECT_NE(starts[1].process, starts[2].process);
    }
}

TEST(SnapshotProgram, RefusesWrongInputInOneLine) {
    auto const refuses = [](std::string const& line, std::vector<std::string> const& words) {
        auto const fresh = programs::snapshot();
        return refused([&] { play(fresh, words_of(line)); }, words);
    };
    EXPECT_TRUE(refuses("--start 5@1s", {"--start: there is no process 5, only 0 to 4"}));
    for (auto const* wrong : {"x", "1", "1@", "@1s", "1@1", "1@1s,", ",1@1s", "1@1s,2", "-1@1s",
                              "1@1s;2@1s", "99999999999@1s", "leader@1s"})
        EXPECT_TRUE(refuses(std::string{"--start "} + wrong, {"--start: '", "such as 2@1s"}))
            << wrong;
    EXPECT_TRUE(refuses("--actions 0", {"--actions: one at least"}));
    EXPECT_TRUE(refuses("--actions 1000001", {"--actions: a million at most"}));
    EXPECT_TRUE(refuses("--every 0s", {"--every: it must be longer"}));
    EXPECT_TRUE(refuses("--every 61min", {"--every: an hour at most"}));
    EXPECT_TRUE(refuses("--algorithm none", {"--algorithm", "chandy-lamport"}));
    EXPECT_TRUE(refuses("--workload chess", {"--workload", "game"}));
    EXPECT_TRUE(refuses("--topology tree", {"--topology", "ring"}));
    EXPECT_TRUE(refuses("-n 501", {"promises no more than 500 processes", "--large"}));
    EXPECT_TRUE(refuses("--link stubborn", {"--link", "fifo"}));
    EXPECT_TRUE(refuses("sweep --save x", {"--save: a sweep keeps no files"}));
    auto const fresh = programs::snapshot();
    EXPECT_TRUE(refused([&] { fresh.commands.at(0).carry_out({}); }, {"show: which file"}));
}

}  // namespace
}  // namespace conclave::test
