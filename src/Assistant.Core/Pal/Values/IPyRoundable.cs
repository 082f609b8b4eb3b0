using Assistant.Core.Pal.Runtime;

namespace Assistant.Core.Pal.Values;

/// <summary>A number that round() and abs() treat in its own way.</summary>
internal interface IPyRoundable : IPyMagnitude
{
    object Round(Machine machine, int? digits);
}
