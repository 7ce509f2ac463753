#pragma once

#include <fileref.h>
