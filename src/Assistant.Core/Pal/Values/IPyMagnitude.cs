using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

/// <summary>A value that abs() accepts.</summary>
internal interface IPyMagnitude
{
    object Abs(Machine machine);
}
