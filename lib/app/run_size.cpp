#include "app/run_size.hpp"

#include <fmt/format.h>

#include "app/terminal.hpp"
#include "core/input_error.hpp"

namespace conclave::app {

void require_feasible(std::string_view option, double count, std::string_view things,
                      std::string_view mend, double most) {
    if (count <= most) return;
    throw InputError{
        fmt::format("{}: the run would have {} {}, and {} are the most that it can take; {}",
                    option, grouped(count), things, grouped(most), mend)};
}

}  // namespace conclave::app
