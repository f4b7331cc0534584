#include "mpi/lazy_storage.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "core/input_error.hpp"

namespace conclave::mpi {

StorageFolder::~StorageFolder() {
    std::error_code ignored;  // a folder that stays behind in /tmp harms nobody
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path const& StorageFolder::path() {
    if (!path_.empty()) return path_;
    char const* const base = std::getenv("TMPDIR");
    std::string name = std::string{base && *base ? base : "/tmp"} + "/conclave-XXXXXX";
    if (!mkdtemp(name.data()))
        throw InputError{"cannot make a folder for stable storage, " + name + ": " +
                         std::strerror(errno) + "; set TMPDIR to a folder that can be written"};
    path_ = name;
    supervision_.inherit(path_);
    return path_;
}

}  // namespace conclave::mpi
