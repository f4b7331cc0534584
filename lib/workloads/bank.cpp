#include "workloads/bank.hpp"

#include <algorithm>
#include <utility>

namespace conclave {

Bank::Bank(Context& ctx, Link& link, std::vector<ProcessId> neighbours, Settings settings)
    : begins{ctx},
      ctx_{ctx},
      port_{ctx, link, *this},
      neighbours_{std::move(neighbours)},
      settings_{settings},
      account_{settings.balance},
      turns_left_{neighbours_.empty() ? 0 : settings.turns} {}

void Bank::start() {
    await_turn();
    begins(account_);
}

void Bank::await_turn() {
    if (turns_left_ > 0)
        turn_.start(ctx_.random().between(settings_.every / 2, settings_.every * 3 / 2));
}

void Bank::take_turn() {
    --turns_left_;
    await_turn();
    if (account_.balance == 0) return;
    auto const most = static_cast<std::uint64_t>(std::min(account_.balance, settings_.most));
    Transfer const transfer{1 + static_cast<std::int64_t>(ctx_.random().below(most))};
    ProcessId const to = neighbours_[ctx_.random().below(neighbours_.size())];
    account_.balance -= transfer.amount;
    port_.send(to, transfer);
}

}  // namespace conclave
