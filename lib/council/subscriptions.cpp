#include "council/subscriptions.hpp"

#include <algorithm>

namespace conclave::council {

Subscriptions::Subscriptions(int self, int ranks)
    : self_{self},
      cursors_(at(ranks), {.open = false, .next = std::vector<std::uint64_t>(at(ranks), 0)}) {}

void Subscriptions::open(int collector, std::vector<std::uint64_t> const& have) {
    Cursor& cursor = cursors_[at(collector)];
    cursor.open = true;
    for (std::size_t owner = 0; owner < have.size(); ++owner)
        cursor.next[owner] = std::max(cursor.next[owner], have[owner]);
}

std::vector<Installment> Subscriptions::next(int collector, Archive const& archive,
                                             Membership const& members) {
    std::vector<Installment> installments;
    for (int owner = 0; owner < archive.ranks(); ++owner) {
        auto& next = cursors_[at(collector)].next[at(owner)];
        bool const inherited = members.dead(owner) && next < archive.have(owner);
        if (owner != self_ && !inherited) continue;
        next += installments.emplace_back(archive.installment(owner, next)).events.size();
    }
    return installments;
}

}  // namespace conclave::council
