namespace Assistant.Core.Pal.Syntax;

/// <summary>One parameter of a function of the program.</summary>
internal sealed record Parameter(string Name, ParameterKind Kind, Expression? Default);

internal enum ParameterKind
{
    PositionalOnly,
    Positional,
    KeywordOnly,
    Variadic,
    KeywordVariadic,
}

/// <summary>What a def or lambda says: parameters in order and a body (of a lambda: one return statement).</summary>
internal sealed record FunctionCode(string Name, Parameter[] Parameters, Statement[] Body, Scope Scope);
