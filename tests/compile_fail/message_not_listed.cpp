// expect: a message that the Port does not list
#include "core/port.hpp"
#include "links/fair_loss_link.hpp"

using namespace conclave;

class Greeter {
public:
    Greeter(Context& ctx, Link& link) : port_{ctx, link, *this} {}
    void greet(ProcessId p) { port_.send(p, Bye{}); }

private:
    struct Hello {};
    struct Bye {};
    using Port = conclave::Port<Link, Greeter, Hello>;
    friend Port;

    void upon(ProcessId, Hello const&) {}
    void upon(ProcessId, Bye const&) {}

    Port port_;
};

Greeter* greeter(Context& ctx, Link& link) { return new Greeter{ctx, link}; }
