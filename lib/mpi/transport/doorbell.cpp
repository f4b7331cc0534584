#include "mpi/transport/doorbell.hpp"

#include <algorithm>
#include <ctime>
#include <linux/futex.h>
#include <new>
#include <numeric>
#include <sys/syscall.h>
#include <unistd.h>

namespace conclave::mpi {
namespace {

constexpr MPI_Aint cache_line = 64;  // a word for itself in each: neighbours do not disturb it

}  // namespace

Doorbell::Doorbell(Session::Inside& session)
    : bells_(static_cast<std::size_t>(session.world.size()), nullptr) {
    MPI_Comm node = MPI_COMM_NULL;
    MPI_Comm_split_type(session.world, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &node);
    MPI_Comm_size(node, &ranks_here_);
    all_here_ = ranks_here_ == session.world.size();

    void* memory = nullptr;
    MPI_Win window = MPI_WIN_NULL;
    MPI_Win_allocate_shared(cache_line, 1, MPI_INFO_NULL, node, &memory, &window);
    session.windows.push_back(window);
    own_ = new (memory) Word{awake};

    std::vector<int> here(static_cast<std::size_t>(ranks_here_));
    std::vector<int> ranks(here.size());
    std::iota(here.begin(), here.end(), 0);
    MPI_Group node_group = MPI_GROUP_NULL;
    MPI_Group world_group = MPI_GROUP_NULL;
    MPI_Comm_group(node, &node_group);
    MPI_Comm_group(session.world, &world_group);
    MPI_Group_translate_ranks(node_group, ranks_here_, here.data(), world_group, ranks.data());
    MPI_Group_free(&node_group);
    MPI_Group_free(&world_group);

    for (std::size_t i = 0; i < here.size(); ++i) {
        MPI_Aint size = 0;
        int unit = 0;
        void* address = nullptr;
        MPI_Win_shared_query(window, here[i], &size, &unit, &address);
        bells_[static_cast<std::size_t>(ranks[i])] = static_cast<Word*>(address);
    }
    bells_[static_cast<std::size_t>(session.world.rank())] = nullptr;  // nobody wakes himself
    MPI_Barrier(node);  // every word is initialised before anybody rings
    MPI_Comm_free(&node);
}

void Doorbell::wake(Word& bell) {
    if (bell.exchange(awake) != awake)
        syscall(SYS_futex, &bell, FUTEX_WAKE, 1, nullptr, nullptr, 0);
}

void Doorbell::sleep(Duration longest) {
    auto const ns = std::max<Duration::rep>(longest.count(), 0);
    timespec const timeout{.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
    syscall(SYS_futex, own_, FUTEX_WAIT, asleep, &timeout, nullptr, 0);
    stay_awake();
}

}  // namespace conclave::mpi
