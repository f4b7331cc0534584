// expect: cannot call member function|no matching member function|constraints not satisfied
// A broadcast goes to everyone: its port has no send() to one process.
#include "broadcasts/broadcast.hpp"
#include "core/port.hpp"

struct Speaker {
    struct Hello {};
    void upon(conclave::ProcessId, Hello const&) {}
    Speaker(conclave::Context& ctx, conclave::Broadcast& below) : port{ctx, below, *this} {}
    void greet(conclave::ProcessId to) { port.send(to, Hello{}); }
    conclave::Port<conclave::Broadcast, Speaker, Hello> port;
};
