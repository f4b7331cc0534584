#include "links/link_tower.hpp"

#include "links/eliminate_duplicates.hpp"
#include "links/fifo_perfect_link.hpp"
#include "links/perfect_link.hpp"
#include "links/stubborn_link.hpp"

namespace conclave {

LinkTower::LinkTower(Context& ctx, Kind kind, Duration repeat_every) : fair_loss_{ctx} {
    switch (kind) {
        case Kind::fair_loss: break;
        case Kind::stubborn:
            middle_ = std::make_unique<StubbornLink>(ctx, fair_loss_, repeat_every);
            break;
        case Kind::eliminate_duplicates:
            middle_ = std::make_unique<StubbornLink>(ctx, fair_loss_, repeat_every);
            upper_ = std::make_unique<EliminateDuplicates>(*middle_);
            break;
        case Kind::perfect: middle_ = std::make_unique<PerfectLink>(ctx, fair_loss_); break;
        case Kind::fifo: middle_ = std::make_unique<FifoPerfectLink>(ctx, fair_loss_); break;
    }
}

}  // namespace conclave
