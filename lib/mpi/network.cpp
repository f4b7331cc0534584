#include "mpi/network.hpp"

namespace conclave::mpi {

void Network::release(Time now) {
    while (due() <= now) {
        auto& [datagram, body] = held_.begin()->second;
        datagram.body = view(body);
        carry(datagram);
        held_.erase(held_.begin());
    }
}

}  // namespace conclave::mpi
