// What the other cases get wrong, done right.
#include "core/port.hpp"
#include "core/timer.hpp"
#include "links/fair_loss_link.hpp"

using namespace conclave;

class Greeter {
public:
    Greeter(Context& ctx, Link& link) : port_{ctx, link, *this} {}
    void greet(ProcessId p) { port_.send(p, Hello{}); }

private:
    struct Hello {};
    struct Bye {};
    using Port = conclave::Port<Link, Greeter, Hello, Bye>;
    friend Port;

    void upon(ProcessId from, Hello const&) { port_.send(from, Bye{}); }
    void upon(ProcessId, Bye const&) {}

    Port port_;
};

Greeter* greeter(Context& ctx, Link& link) { return new Greeter{ctx, link}; }
Duration waiting_time(Time begin, Time end) { return end - begin; }
bool later(ProcessId p, ProcessId q) { return p < q; }
