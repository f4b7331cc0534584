#include "mpi/launch/versions.hpp"

#include <array>
#include <cstddef>
#include <mpi.h>
#ifdef CONCLAVE_HAVE_PMIX
#include <pmix.h>
#endif

namespace conclave::mpi {
namespace {

std::string first_line(std::string const& text) { return text.substr(0, text.find('\n')); }

}  // namespace

std::string mpi_version() {
    std::array<char, MPI_MAX_LIBRARY_VERSION_STRING> text{};
    int length = 0;
    MPI_Get_library_version(text.data(), &length);
    return first_line({text.data(), static_cast<std::size_t>(length)});
}

std::string pmix_version() {
#ifdef CONCLAVE_HAVE_PMIX
    return first_line(PMIx_Get_version());
#else
    return "none";
#endif
}

}  // namespace conclave::mpi
