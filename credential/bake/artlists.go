package bake

import "strings"

const spaceXLink = "http://www.w3.org/1999/xlink"

// set is the words of a list.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// inertSpaces are the namespaces of what drawing programs write beside the drawing: no
// browser does anything with elements and attributes of these.
var inertSpaces = set(`
	http://www.inkscape.org/namespaces/inkscape
	http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd
	http://www.w3.org/1999/02/22-rdf-syntax-ns#
	http://creativecommons.org/ns#
	http://web.resource.org/cc/
	http://purl.org/dc/elements/1.1/`)

// artElements are the elements of SVG that draw, group or describe, without those that
// move, link, run, or hold another kind of document; feImage loads, and draws nothing
// that image does not.
var artElements = set(`
	svg g defs symbol use switch title desc metadata
	path rect circle ellipse line polyline polygon text tspan textPath image
	linearGradient radialGradient stop pattern clipPath mask marker style filter
	feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix
	feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA
	feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset
	fePointLight feSpecularLighting feSpotLight feTile feTurbulence`)

// textAttributes hold names and words, which nothing reads as a style.
var textAttributes = set(`id class lang role version baseProfile d points focusable tabindex`)

var xlinkAttributes = set(`type title show actuate role arcrole`)

// artAttributes are judged as styles, because a browser reads most of them as such.
var artAttributes = set(`
	style type media x y z x1 y1 x2 y2 cx cy r rx ry fx fy fr dx dy width height viewBox
	preserveAspectRatio transform transform-origin gradientUnits gradientTransform
	spreadMethod offset patternUnits patternContentUnits patternTransform clipPathUnits
	maskUnits maskContentUnits markerUnits markerWidth markerHeight refX refY orient
	rotate textLength lengthAdjust startOffset method spacing side pathLength
	zoomAndPan contentScriptType contentStyleType enable-background
	requiredFeatures requiredExtensions systemLanguage externalResourcesRequired

	alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation
	color-interpolation-filters color-profile color-rendering cursor direction display
	dominant-baseline fill fill-opacity fill-rule filter flood-color flood-opacity font
	font-family font-size font-size-adjust font-stretch font-style font-variant
	font-weight glyph-orientation-horizontal glyph-orientation-vertical image-rendering
	isolation kerning letter-spacing lighting-color marker marker-end marker-mid
	marker-start mask mask-type mix-blend-mode opacity overflow paint-order
	pointer-events shape-rendering solid-color solid-opacity stop-color stop-opacity
	stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
	stroke-miterlimit stroke-opacity stroke-width text-anchor text-align text-decoration
	text-rendering text-orientation unicode-bidi vector-effect visibility white-space
	word-spacing writing-mode

	filterUnits primitiveUnits in in2 result mode operator k1 k2 k3 k4 values
	tableValues slope intercept amplitude exponent stdDeviation radius baseFrequency
	numOctaves seed stitchTiles scale xChannelSelector yChannelSelector surfaceScale
	diffuseConstant specularConstant specularExponent kernelUnitLength azimuth elevation
	pointsAtX pointsAtY pointsAtZ limitingConeAngle order kernelMatrix divisor bias
	targetX targetY edgeMode preserveAlpha`)

// cssFunctions compute a colour, a number, a place or a selector.
var cssFunctions = set(`
	rgb rgba hsl hsla lab lch color-mix calc min max clamp var
	matrix translate translatex translatey scale scalex scaley rotate skewx skewy
	blur brightness contrast drop-shadow grayscale hue-rotate invert opacity saturate sepia
	circle ellipse inset polygon icc-color
	not nth-child nth-of-type first-child last-child`)
