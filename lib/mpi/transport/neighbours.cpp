#include "mpi/transport/neighbours.hpp"

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <unistd.h>
#include <utility>

namespace conclave::mpi {
namespace {

/// The machine, and which of its name spaces of this kind the process is in: a container has its
/// own.
std::string name_space(std::string const& kind) {
    std::error_code ignored;
    auto const space = std::filesystem::read_symlink("/proc/self/ns/" + kind, ignored);
    return machine_name() + '/' + space.string();
}

}  // namespace

std::string machine_name() {
    std::string name;
    std::ifstream{"/proc/sys/kernel/random/boot_id"} >> name;
    return name.empty() ? boost::mpi::environment::processor_name() : name;
}

std::string clock_name() { return name_space("time"); }

Neighbours::Neighbours(Session::Inside& session) {
    auto const here = name_space("pid");  // in which process ids mean the same processes
    auto const all = session.all_gather(std::to_string(getpid()) + ' ' + here);
    for (int rank = 0; rank < session.world.size(); ++rank) {
        std::istringstream text{all[static_cast<std::size_t>(rank)]};
        pid_t pid = 0;
        std::string where;
        text >> pid;
        std::getline(text >> std::ws, where);
        if (rank != session.world.rank() && where == here) neighbours_.push_back({rank, pid});
    }
}

std::vector<int> Neighbours::newly_gone() {
    std::vector<int> gone;
    std::erase_if(neighbours_, [&gone](Neighbour const& neighbour) {
        bool const is_gone = ::kill(neighbour.pid, 0) != 0 && errno == ESRCH;
        if (is_gone) gone.push_back(neighbour.rank);
        return is_gone;
    });
    return gone;
}

void Neighbours::kill(int rank) const {
    for (Neighbour const& neighbour : neighbours_)
        if (neighbour.rank == rank) ::kill(neighbour.pid, SIGKILL);
}

}  // namespace conclave::mpi
