// expect: a message without its upon
#include "core/port.hpp"
#include "links/fair_loss_link.hpp"

using namespace conclave;

class Greeter {
public:
    Greeter(Context& ctx, Link& link) : port_{ctx, link, *this} {}

private:
    struct Hello {};
    struct Bye {};
    using Port = conclave::Port<Link, Greeter, Hello, Bye>;
    friend Port;

    void upon(ProcessId, Hello const&) {}

    Port port_;
};

Greeter* greeter(Context& ctx, Link& link) { return new Greeter{ctx, link}; }
