#include "app/output_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/input_error.hpp"

namespace conclave::app {
namespace {

[[noreturn]] void refuse(std::string const& path, int error) {
    throw InputError{
        fmt::format("cannot write {}: {}; choose another place", path, std::strerror(error))};
}

/// Not a pipe, a terminal or another device. (A directory is nothing to write to; Draft says so.)
bool is_plain(std::string const& path) {
    struct stat status {};
    return stat(path.c_str(), &status) != 0 || S_ISREG(status.st_mode) || S_ISDIR(status.st_mode);
}

/// A file beside its final place, which it takes by a rename; gone if it does not come to that.
class Draft {
public:
    explicit Draft(std::string path) : path_{std::move(path)}, name_{path_ + ".XXXXXX"} {
        std::error_code unknown;  // what cannot be looked at cannot be written either: see below
        if (std::filesystem::is_directory(path_, unknown)) refuse(path_, EISDIR);
        descriptor_ = mkstemp(name_.data());
        if (descriptor_ < 0) refuse(path_, errno);
    }
    Draft(Draft const&) = delete;
    Draft& operator=(Draft const&) = delete;
    ~Draft() {
        if (descriptor_ >= 0) close(descriptor_);
        if (!kept_) unlink(name_.c_str());
    }

    void keep(std::string const& text) {
        for (std::size_t done = 0; done < text.size();) {
            auto const written = write(descriptor_, text.data() + done, text.size() - done);
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) refuse(path_, errno);
            done += static_cast<std::size_t>(written);
        }
        mode_t const mask = umask(0);
        umask(mask);
        fchmod(descriptor_, 0666 & ~mask);
        if (fsync(descriptor_) != 0 || rename(name_.c_str(), path_.c_str()) != 0)
            refuse(path_, errno);
        kept_ = true;
    }

private:
    std::string path_;
    std::string name_;
    int descriptor_{-1};
    bool kept_{false};
};

}  // namespace

void require_writable(std::string const& path) {
    if (path.ends_with('/')) {
        std::error_code error;
        std::filesystem::create_directories(path, error);
        if (error) refuse(path, error.value());
        Draft{path + "draft"};
    } else if (is_plain(path)) {
        Draft{path};
    } else if (access(path.c_str(), W_OK) != 0) {
        refuse(path, errno);
    }
}

void write_file(std::string const& path, std::string const& text) {
    if (is_plain(path)) return Draft{path}.keep(text);
    std::FILE* file = std::fopen(path.c_str(), "w");  // a pipe, a terminal, /dev/null
    if (file == nullptr) refuse(path, errno);
    bool const written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if ((std::fclose(file) != 0) || !written) refuse(path, errno);
}

void write_output(std::string const& text) {
    bool const written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() &&
                         std::ferror(stdout) == 0;  // of what was written before
    if (!written || std::fflush(stdout) != 0)
        throw InputError{fmt::format("cannot write to standard output: {}", std::strerror(errno))};
}

}  // namespace conclave::app
