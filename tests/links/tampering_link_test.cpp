#include "support/tampering_link.hpp"

#include <gtest/gtest.h>

#include "links/fair_loss_link.hpp"
#include "support/correspondent.hpp"
#include "support/lone_process.hpp"

/// The twins of all families stand on this link: here it is shown to do what it says.
namespace conclave::test {
namespace {

using Deliveries = std::vector<Correspondent::Delivery>;
using Note = Correspondent::Note;

struct TamperedStack final : Stack {
    TamperedStack(Context& ctx, std::vector<Tampering> const& tamperings)
        : fll{ctx}, tampering{ctx, fll, tamperings}, top{ctx, tampering} {}
    FairLossLink fll;
    TamperingLink tampering;
    Correspondent top;
};

class TamperingLinkTest : public testing::Test {
protected:
    /// What of the notes 1, 2, 3 ... from p1 is delivered to p0.
    Deliveries delivered(std::vector<Tampering> const& tamperings, std::uint32_t notes) {
        LoneProcess<TamperedStack> lone{0, 3, stack(tamperings)};
        for (std::uint32_t text = 1; text <= notes; ++text)
            lone.receive(p1_, lone->top.channel(), 0, Note{text});
        return lone->top.delivered;
    }
    /// What goes out of the notes 1, 2, 3 ... to p1.
    Deliveries sent_of(std::vector<Tampering> const& tamperings, std::uint32_t notes) {
        LoneProcess<TamperedStack> lone{0, 3, stack(tamperings)};
        for (std::uint32_t text = 1; text <= notes; ++text) lone->top.send(p1_, text);
        Deliveries all;
        for (auto const& datagram : lone.sent())
            all.emplace_back(datagram.to, datagram.as<Note>().text);
        return all;
    }
    static LoneProcess<TamperedStack>::Make stack(std::vector<Tampering> const& tamperings) {
        return [=](Context& ctx) { return std::make_unique<TamperedStack>(ctx, tamperings); };
    }

    ProcessId const p1_ = process(1);
    ProcessId const p2_ = process(2);
};

TEST_F(TamperingLinkTest, LetsEverythingPassThatItHasNoRuleFor) {
    EXPECT_EQ(sent_of({}, 2), (Deliveries{{p1_, 1}, {p1_, 2}}));
    EXPECT_EQ(delivered({lose(received("Line")), lose(sent("Note"))}, 2),
              (Deliveries{{p1_, 1}, {p1_, 2}}));
    EXPECT_EQ(sent_of({lose(received("Note"))}, 1), (Deliveries{{p1_, 1}}));
}

TEST_F(TamperingLinkTest, LosesOnEitherSide) {
    EXPECT_EQ(sent_of({lose(sent("Note"))}, 2), Deliveries{});
    EXPECT_EQ(delivered({lose(received("Note"))}, 2), Deliveries{});
    auto const second = [](Passing const& note) { return note.as<Note>().text == 2; };
    EXPECT_EQ(delivered({lose_if(received("Note"), second)}, 3), (Deliveries{{p1_, 1}, {p1_, 3}}));
}

TEST_F(TamperingLinkTest, RepeatsEachOrOnlyEachKth) {
    EXPECT_EQ(sent_of({repeat(sent("Note"), 2)}, 2),
              (Deliveries{{p1_, 1}, {p1_, 1}, {p1_, 2}, {p1_, 2}}));
    EXPECT_EQ(delivered({every(2, repeat(received("Note"), 2))}, 3),
              (Deliveries{{p1_, 1}, {p1_, 2}, {p1_, 2}, {p1_, 3}}));
}

TEST_F(TamperingLinkTest, LetsTheNextOneOvertake) {
    EXPECT_EQ(sent_of({swap_with_next(sent("Note"))}, 5),
              (Deliveries{{p1_, 2}, {p1_, 1}, {p1_, 4}, {p1_, 3}}))
        << "5 waits for a next one";
}

TEST_F(TamperingLinkTest, ForgesWhatIsSaid) {
    auto const lie = [](Passing const&, Note& note) { note.text += 100; };
    EXPECT_EQ(delivered({forge<Note>(received("Note"), lie)}, 2),
              (Deliveries{{p1_, 101}, {p1_, 102}}));
    auto const slander = Tampering::always(
        received("Note"), [this](Passing const& note) { note.go(p2_, note.packet); });
    EXPECT_EQ(delivered({slander}, 1), (Deliveries{{p2_, 1}}));
}

TEST_F(TamperingLinkTest, InventsANewMessageOfOldWords) {
    LoneProcess<TamperedStack> lone{0, 3, stack({invent(received("Note"))})};
    lone.receive(p1_, lone->top.channel(), 0, Note{1});
    EXPECT_EQ(lone->top.delivered, (Deliveries{{p1_, 1}, {p1_, 1}}));
    EXPECT_NE(lone.events().at(0).number, lone.events().at(1).number);
}

TEST_F(TamperingLinkTest, LosesAfterSoManyCopiesForEachPeer) {
    LoneProcess<TamperedStack> lone{0, 3, stack({lose_after(received("Note"), 2)})};
    for (int i = 0; i < 4; ++i) {
        lone.receive(p1_, lone->top.channel(), 0, Note{1});
        lone.receive(p2_, lone->top.channel(), 0, Note{1});
    }
    EXPECT_EQ(lone->top.delivered, (Deliveries{{p1_, 1}, {p2_, 1}, {p1_, 1}, {p2_, 1}}));
}

}  // namespace
}  // namespace conclave::test
