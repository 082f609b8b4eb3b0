namespace Assistant.Core.Pal.Runtime;

/// <summary>The arguments of a call.</summary>
internal readonly record struct Arguments(object[] Positional, (string Name, object Value)[] Named)
{
    public static Arguments Of(params object[] positional) => new(positional, []);

    public Arguments Prepend(object first) => this with { Positional = [first, .. Positional] };
}
