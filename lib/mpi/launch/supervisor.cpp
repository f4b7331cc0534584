#include "mpi/launch/supervisor.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include "core/input_error.hpp"

#ifdef CONCLAVE_HAVE_PMIX
#include <pmix.h>
#endif

namespace conclave::mpi {

enum class Stage : int { starting, running, leaving, finished };

namespace {

using Clock = std::chrono::steady_clock;

constexpr int could_not_run = 2;

/// What the parent hands on to the rank. SIGCHLD is for the parent itself.
constexpr std::array forwarded{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGUSR1, SIGUSR2, SIGCONT};

sigset_t awaited_signals() {
    sigset_t set;
    sigemptyset(&set);
    for (int const signal : forwarded) sigaddset(&set, signal);
    sigaddset(&set, SIGCHLD);
    return set;
}

/// For ps and pgrep: the name of the process, and the arguments, which lie behind each other in
/// memory.
void rename_to_supervisor(int argc, char** argv) {
    constexpr std::string_view name = "supervisor";
    prctl(PR_SET_NAME, name.data());
    if (argc < 1) return;
    char* const last = argv[argc - 1];
    std::size_t const room = static_cast<std::size_t>(last - argv[0]) + std::strlen(last);
    std::memset(argv[0], 0, room);
    name.copy(argv[0], room);
}

#ifdef CONCLAVE_HAVE_PMIX
/// One attempt, in a process of its own: the launcher sometimes never answers, and PMIx then waits
/// for ever.
bool signed_off() {
    constexpr unsigned answer_seconds_max = 2;
    pid_t const attempt = fork();
    if (attempt == 0) {
        alarm(answer_seconds_max);  // nobody handles SIGALRM: it ends the process
        pmix_proc_t me{};
        if (PMIx_Init(&me, nullptr, 0) != PMIX_SUCCESS) _exit(1);
        _exit(PMIx_Finalize(nullptr, 0) == PMIX_SUCCESS ? 0 : 1);
    }
    int outcome = 1;
    return attempt > 0 && waitpid(attempt, &outcome, 0) == attempt && outcome == 0;
}

/// Tells the launcher that this rank has come to an orderly end.
void sign_off() {
    constexpr int attempts = 5;
    // The launcher must first have noticed that the rank itself hung up, or it takes us for the
    // rank and hangs up on us.
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
    for (int i = 0; i < attempts && !signed_off(); ++i) {}
}
#else
void sign_off() {}
#endif

/// Whether a program dies of this signal by its own fault, and not by anybody's hand.
bool is_fault_of_ours(int signal) {
    constexpr std::array faults{SIGABRT, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGSYS, SIGTRAP};
    return std::ranges::find(faults, signal) != faults.end();
}

}  // namespace

struct Supervision::Page {
    std::atomic<Stage> stage{Stage::starting};
    std::atomic<int> status{0};
    std::atomic<Clock::rep> end_by{0};  // on the steady clock, in its ticks; 0: no bound
    std::array<char, 1024> folder{};    // to remove; empty: none
};

void Supervision::Unmap::operator()(Page* page) const { munmap(page, sizeof(Page)); }

Supervision::Supervision() {
    void* const memory =
        mmap(nullptr, sizeof(Page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) throw InputError{"out of memory: not even a page is left"};
    page_.reset(new (memory) Page{});
}

void Supervision::begin_run() { page_->stage = Stage::running; }

void Supervision::leave(int status) {
    page_->status = status;
    page_->stage = Stage::leaving;
}

void Supervision::finish(int status) {
    page_->status = status;
    page_->stage = Stage::finished;
}

void Supervision::expect_end_within(Duration limit) {
    bool const bounded = limit > Duration::zero();
    page_->end_by = bounded ? (Clock::now() + limit).time_since_epoch().count() : 0;
}

void Supervision::inherit(std::filesystem::path const& folder) {
    auto const& text = folder.native();
    if (text.size() < page_->folder.size()) std::ranges::copy(text, page_->folder.begin());
}

/// The parent: waits for its child, the rank, and sees to what is left to do after it.
class Supervisor {
public:
    Supervisor(pid_t child, Supervision::Page const& page) : child_{child}, page_{page} {}

    /// Returns the status to end with.
    int watch() {
        int const outcome = wait();
        if (page_.folder[0] != '\0') {
            std::error_code ignored;  // nobody is left to be told
            std::filesystem::remove_all(page_.folder.data(), ignored);
        }
        return WIFSIGNALED(outcome) ? killed(WTERMSIG(outcome)) : exited(WEXITSTATUS(outcome));
    }

private:
    int wait() const {
        auto const signals = awaited_signals();
        for (;;) {
            timespec const a_second{.tv_sec = 1, .tv_nsec = 0};
            int const signal = sigtimedwait(&signals, nullptr, &a_second);
            if (signal > 0 && signal != SIGCHLD) kill(child_, signal);
            int outcome = 0;
            if (waitpid(child_, &outcome, WNOHANG) == child_) return outcome;
            if (overdue()) kill(child_, SIGKILL);
        }
    }

    [[nodiscard]] bool overdue() const {
        auto const end_by = page_.end_by.load();
        return end_by != 0 && Clock::now().time_since_epoch().count() > end_by;
    }

    [[nodiscard]] int exited(int status) const {
        if (page_.stage == Stage::leaving) sign_off();
        return status;
    }

    [[nodiscard]] int killed(int signal) const {
        switch (page_.stage) {
            case Stage::starting:
                // The others may wait for it in a collective: only the launcher can end them, and
                // it does so by SIGTERM.
                if (signal != SIGTERM) complain("died during start-up", signal);
                return could_not_run;
            case Stage::running:
                if (is_fault_of_ours(signal)) {
                    complain("broke down", signal);
                    return 128 + signal;
                }
                sign_off();
                return 0;
            case Stage::leaving: sign_off(); return page_.status;
            case Stage::finished: return page_.status;
        }
        return could_not_run;
    }

    static void complain(char const* what, int signal) {
        char const* const rank = std::getenv("PMIX_RANK");
        std::fprintf(stderr, "rank %s %s: %s\n", rank ? rank : "?", what, strsignal(signal));
    }

    pid_t child_;
    Supervision::Page const& page_;
};

bool can_supervise() {
#ifdef CONCLAVE_HAVE_PMIX
    return true;
#else
    return false;
#endif
}

Supervision supervise(int argc, char** argv, bool wanted) {
    Supervision supervision;
    if (!wanted || !can_supervise() || !std::getenv("PMIX_RANK")) return supervision;

    // Blocked before the fork, so that none is lost between the fork and the first wait.
    auto const signals = awaited_signals();
    sigset_t before;
    sigprocmask(SIG_BLOCK, &signals, &before);

    pid_t const parent = getpid();
    pid_t const child = fork();
    if (child < 0) throw InputError{std::string{"cannot fork: "} + std::strerror(errno)};
    if (child > 0) {
        rename_to_supervisor(argc, argv);
        _exit(Supervisor{child, *supervision.page_}.watch());
    }
    // The other way round the rank's death wakes the parent; this way the parent's death ends it.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(could_not_run);
    sigprocmask(SIG_SETMASK, &before, nullptr);
    supervision.active_ = true;
    return supervision;
}

}  // namespace conclave::mpi
