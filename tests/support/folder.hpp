#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace conclave::test {

/// A folder of its own, which goes with the object.
class Folder {
public:
    Folder() {
        if (mkdtemp(name_.data()) == nullptr) std::abort();
        path_ = name_;
    }
    Folder(Folder const&) = delete;
    Folder& operator=(Folder const&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }

    [[nodiscard]] std::string path() const { return path_; }
    [[nodiscard]] std::string file(std::string const& name) const { return path_ / name; }
    /// Writes a file and returns its path.
    std::string write(std::string const& name, std::string const& text) const {
        std::ofstream{file(name)} << text;
        return file(name);
    }
    [[nodiscard]] std::string read(std::string const& name) const {
        std::ostringstream text;
        text << std::ifstream{file(name)}.rdbuf();
        return text.str();
    }
    [[nodiscard]] std::size_t files() const {
        std::filesystem::directory_iterator const all{path_};
        return static_cast<std::size_t>(std::distance(begin(all), end(all)));
    }

private:
    std::string name_{std::filesystem::temp_directory_path() / "conclave_test_XXXXXX"};
    std::filesystem::path path_;
};

}  // namespace conclave::test
