namespace Assistant.Core.Pal.Syntax;

/// <summary>A statement; <see cref="Yields"/> says whether a yield of the same function stands in it.</summary>
internal abstract record Statement(int Line)
{
    public bool Yields { get; init; }
}

internal sealed record ExpressionStatement(Expression Value, int Line) : Statement(Line);

/// <summary>Assigns one value to each target, from left to right.</summary>
internal sealed record AssignStatement(Expression[] Targets, Expression Value, int Line) : Statement(Line);

internal sealed record AugmentedAssignStatement(Expression Target, BinaryOperator Operator, Expression Value, int Line) : Statement(Line);

internal sealed record DeleteStatement(Expression[] Targets, int Line) : Statement(Line);

internal sealed record PassStatement(int Line) : Statement(Line);

internal sealed record BreakStatement(int Line) : Statement(Line);

internal sealed record ContinueStatement(int Line) : Statement(Line);

internal sealed record ReturnStatement(Expression? Value, int Line) : Statement(Line);

internal sealed record RaiseStatement(Expression? Exception, Expression? Cause, int Line) : Statement(Line);

internal sealed record AssertStatement(Expression Test, Expression? Message, int Line) : Statement(Line);

internal sealed record IfStatement(Expression Test, Statement[] Then, Statement[] Else, int Line) : Statement(Line);

internal sealed record WhileStatement(Expression Test, Statement[] Body, Statement[] Else, int Line) : Statement(Line);

internal sealed record ForStatement(Expression Target, Expression Source, Statement[] Body, Statement[] Else, int Line) : Statement(Line);

/// <summary>An except clause; without <paramref name="Type"/> it takes every exception.</summary>
internal sealed record ExceptClause(Expression? Type, string? Name, Statement[] Body, int Line);

internal sealed record TryStatement(Statement[] Body, ExceptClause[] Handlers, Statement[] Else, Statement[] Finally, int Line) : Statement(Line);

internal sealed record FunctionStatement(FunctionCode Code, Expression[] Decorators, int Line) : Statement(Line);

internal sealed record ClassStatement(string Name, Expression[] Bases, Statement[] Body, Scope Scope, Expression[] Decorators, int Line) : Statement(Line);

internal sealed record ImportStatement(string Module, string BoundName, int Line) : Statement(Line);

/// <summary><c>from module import names</c>; a single name <c>*</c> takes everything public.</summary>
internal sealed record ImportFromStatement(string Module, (string Name, string BoundName)[] Names, int Line) : Statement(Line);
