#include "app/boxes.hpp"

// The package is whole when its headers are found and its libraries link.
int main() { return conclave::app::boxes().empty() ? 1 : 0; }
