#pragma once

#include "links/eliminate_duplicates.hpp"
#include "links/fair_loss_link.hpp"
#include "links/stubborn_link.hpp"
#include "support/tampering_link.hpp"

/// Towers of links that are put together wrongly. All other twins are right links that are tampered
/// with, see twins_test.cpp.
namespace conclave::broken {

/// Broken: what is below gives up after the second transmission. SL1 must catch it.
struct WearyTower {
    explicit WearyTower(Context& ctx)
        : fair_loss{ctx},
          tampering{ctx, fair_loss, {test::lose_after(test::sent("Data"), 2)}},
          stubborn{ctx, tampering, std::chrono::milliseconds{50}} {}
    [[nodiscard]] Link& top() { return stubborn; }

    FairLossLink fair_loss;
    test::TamperingLink tampering;
    StubbornLink stubborn;
};

/// Broken: its duplicates are eliminated, but nobody repeats. PL1 and FPL1 must catch it.
struct HopefulTower {
    explicit HopefulTower(Context& ctx) : fair_loss{ctx}, top_{fair_loss} {}
    [[nodiscard]] Link& top() { return top_; }

    FairLossLink fair_loss;
    EliminateDuplicates top_;
};

}  // namespace conclave::broken
