#pragma once

#include <memory>
#include <string_view>

#include "links/fair_loss_link.hpp"

namespace conclave {

/// A link of the asked-for kind with all that it stands on, down to the network: what a program
/// with a `--link` option composes.
class LinkTower {
public:
    enum class Kind : std::uint8_t { fair_loss, stubborn, eliminate_duplicates, perfect, fifo };

    /// `repeat_every`: of a stubborn link.
    LinkTower(Context& ctx, Kind kind, Duration repeat_every);

    [[nodiscard]] Link& top() { return upper_ ? *upper_ : middle_ ? *middle_ : fair_loss_; }
    /// The lowest link, for modules that want no more.
    [[nodiscard]] Link& fair_loss() { return fair_loss_; }

private:
    FairLossLink fair_loss_;
    std::unique_ptr<Link> middle_;
    std::unique_ptr<Link> upper_;
};

}  // namespace conclave
